using System.Net;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>That books which do not balance are seen, in total and for a single dataset.</summary>
public sealed class BooksSamplerSpecs
{
    [Fact]
    public void Should_accept_books_that_balance() => Assert.Null(Imbalance(
        """
        {"records":{"received":10,"restored":1,"confirmed":4,"quarantined":1,"refused":2},
         "spooled":{"records":1},"inFlight":{"batches":1,"records":3},
         "datasets":[
           {"dataset":"gateway_http",
            "records":{"received":10,"restored":1,"confirmed":4,"quarantined":1,"refused":2},
            "spooled":{"records":1},"inFlight":{"records":3}}]}
        """));

    [Fact]
    public void Should_count_what_is_missing_as_0() => Assert.Null(Imbalance("""{"records":{"received":1,"confirmed":1}}"""));

    [Fact]
    public void Should_see_a_record_that_is_nowhere() => Assert.StartsWith(
        "all: 10 came, 9 are somewhere",
        Imbalance("""{"records":{"received":10,"confirmed":6},"spooled":{"records":1},"inFlight":{"records":2}}"""));

    [Fact]
    public void Should_see_a_record_that_is_in_two_places_of_its_dataset() => Assert.StartsWith(
        "dns_logs: 5 came, 6 are somewhere",
        Imbalance(
            """
            {"records":{"received":10,"confirmed":10},
             "datasets":[
               {"dataset":"gateway_http","records":{"received":5,"confirmed":5}},
               {"dataset":"dns_logs","records":{"received":5,"confirmed":5,"repeated":1}}]}
            """));

    [Fact]
    public void Should_see_a_record_that_no_dataset_has() => Assert.StartsWith(
        "confirmed of all is not the sum over datasets",
        Imbalance(
            """
            {"records":{"received":10,"confirmed":10},
             "datasets":[{"dataset":"gateway_http","records":{"received":9,"confirmed":9}}]}
            """));

    [Fact]
    public async Task Should_keep_the_first_violation()
    {
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Take()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        await using var sampler = new BooksSampler(new Uri(address));
        await AnswerAsync(listener, HttpStatusCode.OK, """{"records":{"received":1,"confirmed":1}}""");
        await AnswerAsync(listener, HttpStatusCode.ServiceUnavailable, "{}");
        await AnswerAsync(listener, HttpStatusCode.OK, """{"records":{"received":2,"confirmed":1}}""");

        await Eventually.TrueAsync(() => sampler.Violation is not null, () => "it saw nothing");

        Assert.Equal(2, sampler.Samples);
        Assert.StartsWith("all: 2 came, 1 are somewhere", sampler.Violation);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(sampler.AssertBalanced);
    }

    private static string? Imbalance(string status)
    {
        using var json = JsonDocument.Parse(status);
        return new RelayStatus(json.RootElement).Imbalance();
    }

    private static async Task AnswerAsync(HttpListener listener, HttpStatusCode status, string body)
    {
        var request = await listener.GetContextAsync();
        request.Response.StatusCode = (int)status;
        await using (var writer = new StreamWriter(request.Response.OutputStream))
        {
            await writer.WriteAsync(body);
        }

        request.Response.Close();
    }
}
