using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>The status table, row by row, as a client sees it. What needs a Receiver in trouble is in <see cref="OutageSpecs"/>.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class AnswerSpecs : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly string Record = $$"""{"Datetime":{{Now.ToUnixTimeSeconds()}},"URL":"https://only-here.example/"}""";

    private readonly TcpSink _sink = new();
    private RelayProcess _relay = null!;

    public async Task InitializeAsync() => _relay = await RelayProcess.StartReadyAsync(
        RelayConfig.To(_sink.Address) with
        {
            Edge = "max-body = 1 MiB, max-inflated = 20 MiB, upload-timeout = 8s, in-flight = 4 MiB",
            Routes = """[ { datasets = ["gateway_*", "http_requests"], receivers = ["siem"] } ]""",
        });

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Should_answer_200_when_all_is_confirmed()
    {
        foreach (var path in new[] { "/gateway_http", "/gateway_http/zone-1", "/?dataset=gateway_http", "/?dataset%3Agateway_http=" })
        {
            (await PostAsync(path, GzipBytes.Of($"{Record}\n{Record}\n"))).AssertConfirmed(2);
        }

        await _sink.ReachesAsync(8);
        var tokyo = Now.ToOffset(TimeSpan.FromHours(9));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"<34>{tokyo:MMM} {tokyo.Day,2} {tokyo:HH:mm:ss} gateway_http Datetime={Now.ToUnixTimeSeconds()} URL=\"https://only-here.example/\"");
        Assert.All(_sink.ArrivedText(), arrived => Assert.Equal(line, arrived));
    }

    [Fact]
    public async Task Should_answer_200_and_count_what_was_set_aside()
    {
        var answer = await PostAsync("/gateway_http", GzipBytes.Of($"{Record}\nnot json\n{Record}\n[1]\n{Record}"));

        Assert.Equal((HttpStatusCode.OK, 5L, 2L), (answer.Status, answer.Records, answer.Quarantined));
        await _sink.ReachesAsync(3);
        await _relay.StatusAsync(status => status is { Received: 5, Confirmed: 3, Quarantined: 2 });
    }

    [Fact]
    public async Task Should_answer_400_to_a_truncated_gzip()
    {
        var answer = await PostAsync("/gateway_http", GzipBytes.Of(Lines(1000))[..^20]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        AssertSafe(answer);
    }

    [Fact]
    public async Task Should_answer_400_and_name_the_byte_where_a_gzip_is_corrupt_and_how_many_records_had_gone_out()
    {
        var body = GzipBytes.Of(Encoding.UTF8.GetBytes(Lines(60_000)));

        // To its end: what is read out of a few wrong bytes may be more bad lines than may be set aside, and that is said then.
        Array.Fill(body, (byte)0xff, body.Length * 3 / 4, body.Length / 4);

        var answer = await PostAsync("/gateway_http", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var said = Corrupt().Match(answer.Text);
        Assert.True(said.Success, answer.Text);
        var (confirmed, goneAtMost) = (int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(said.Groups[2].Value, CultureInfo.InvariantCulture));
        AssertSafe(answer);
        await _sink.ReachesAsync(confirmed);
        await _relay.AtRestAsync();
        Assert.InRange(goneAtMost, 30_000, 57_000);
        Assert.InRange(_sink.Lines, Math.Max(1, confirmed), goneAtMost);
    }

    [Theory]
    [InlineData("<html><body>https://only-here.example/</body></html>")]
    [InlineData("\u0001\u0002\u0003\u0004 https://only-here.example/")]
    public async Task Should_answer_400_to_what_is_no_ndjson(string content)
    {
        var plain = await PostAsync("/gateway_http", Encoding.UTF8.GetBytes(content));
        var gzipped = await PostAsync("/gateway_http", GzipBytes.Of(content));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (plain.Status, gzipped.Status));
        AssertSafe(plain);
        AssertSafe(gzipped);
    }

    [Fact]
    public async Task Should_answer_403_without_the_secret_in_the_same_words_as_with_a_wrong_one()
    {
        using var without = new LogpushSender(_relay.Edge, secret: null);
        using var wrong = new LogpushSender(_relay.Edge, RelayConfig.Secret + "x");

        var first = await without.PostAsync("/gateway_http", GzipBytes.Of(Record));
        var second = await wrong.PostAsync("/no-such-route", GzipBytes.Of(Record));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (first.Status, second.Status));
        Assert.Equal(WithoutBatch(first), WithoutBatch(second));
        AssertSafe(first);
    }

    [Theory]
    [InlineData("/dns_logs")]
    [InlineData("/gateway_http/a/b")]
    [InlineData("/gateway%20http")]
    [InlineData("/gateway_http/%E6%97%A5")]
    public async Task Should_answer_404_without_a_route_or_with_a_bad_name(string path)
    {
        var answer = await PostAsync(path, GzipBytes.Of(Record));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        AssertSafe(answer);
    }

    [Fact]
    public async Task Should_answer_405_to_other_methods_before_it_looks_at_the_secret()
    {
        using var without = new LogpushSender(_relay.Edge, secret: null);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete, HttpMethod.Patch })
        {
            var answer = await without.SendAsync(method, "/gateway_http", method == HttpMethod.Patch ? new ByteArrayContent([1]) : null);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        }
    }

    [Fact]
    public async Task Should_answer_413_to_a_body_that_is_announced_too_large()
    {
        await using var post = await RawPost.BeginAsync(_relay.Edge, "/gateway_http", (1 << 20) + 1);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await post.AnswerAsync()).Status);
    }

    [Fact]
    public async Task Should_answer_413_to_a_chunked_body_when_it_has_grown_too_large()
    {
        await using var post = await RawPost.BeginAsync(_relay.Edge, "/gateway_http", length: null);
        await post.WriteChunkAsync(GzipBytes.Of(Record));
        await post.WriteChunkAsync(new byte[1 << 20]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await post.AnswerAsync()).Status);
    }

    [Fact]
    public async Task Should_answer_413_to_a_gzip_bomb()
    {
        var bomb = GzipBytes.Bomb(megabytes: 500);
        Assert.True(bomb.Length < 1 << 20);

        var answer = await PostAsync("/gateway_http", bomb);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        await _relay.StatusAsync(status => status is { InFlightBatches: 0, InFlightBytes: 0 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_answer_408_to_a_slow_upload_and_forward_nothing_of_it(bool chunked)
    {
        await using var post = await RawPost.BeginAsync(_relay.Edge, "/gateway_http", chunked ? null : 1000);
        var line = Encoding.UTF8.GetBytes(Record + "\n");
        await (chunked ? post.WriteChunkAsync(line) : post.WriteAsync(line));

        Assert.Equal(HttpStatusCode.RequestTimeout, (await post.AnswerAsync()).Status);
        await _relay.StatusAsync(status => status is { Received: 0, InFlightBytes: 0, InFlightBatches: 0 });
    }

    [Fact]
    public async Task Should_forward_nothing_of_an_upload_whose_client_went_away()
    {
        using var leaving = new CancellationTokenSource();
        var body = GzipBytes.Of(Lines(5000));
        var half = new TaskCompletionSource();

        var post = _relay.Logpush.PostAsync("/gateway_http", new WrittenContent(
            async (stream, token) =>
            {
                await stream.WriteAsync(body.AsMemory(0, body.Length / 2), token);
                await stream.FlushAsync(token);
                half.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            body.Length), leaving.Token);
        await half.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);

        await _relay.StatusAsync(status => status is { Received: 0, InFlightBytes: 0, InFlightBatches: 0 });
        (await PostAsync("/gateway_http", GzipBytes.Of(Record))).AssertConfirmed(1);
        await _sink.ReachesAsync(1);
        Assert.Equal(1, _sink.Lines);
    }

    /// <summary>The words of an answer: the batch's name is another each time.</summary>
    private static string WithoutBatch(Answer answer) => answer.Text[answer.Text.IndexOf("\"outcome\"", StringComparison.Ordinal)..];

    private static string Lines(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(n => $$"""{"Datetime":{{Now.ToUnixTimeSeconds()}},"N":{{n}},"H":"{{n * 7919L % 10007:x}}"}""" + "\n"));

    [GeneratedRegex(@"byte \d+.*; (\d+) records had been confirmed before, and at most (\d+) had gone out")]
    private static partial Regex Corrupt();

    /// <summary>Nothing of the request comes back.</summary>
    private static void AssertSafe(Answer answer)
    {
        Assert.DoesNotContain("only-here", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(RelayConfig.Secret, answer.Text, StringComparison.Ordinal);
    }

    private Task<Answer> PostAsync(string path, byte[] body) => _relay.Logpush.PostAsync(path, body);
}
