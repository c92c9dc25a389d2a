using ActorRelay.Inspection;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Tests.Inspection;

/// <summary>A page that a stranger wrote, open in an operator's browser, gets nothing from inspection.</summary>
public sealed class BrowserGuardSpecs
{
    private readonly BrowserGuard _guard = new(["relay.example"]);

    [Theory]
    [InlineData("127.0.0.1:9180")]
    [InlineData("203.0.113.7")]
    [InlineData("[::1]:9180")]
    [InlineData("localhost:9180")]
    [InlineData("LOCALHOST")]
    [InlineData("relay.example:9180")]
    [InlineData("Relay.Example")]
    public void Should_answer_to_addresses_and_its_own_names(string host) => Assert.Null(Refusal(host));

    [Theory]
    [InlineData("rebound.attacker.example:9180")]
    [InlineData("localhost.attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("x.relay.example")]
    [InlineData("")]
    public void Should_refuse_other_names(string host) => Assert.Equal(421, Refusal(host)?.Status);

    [Fact]
    public void Should_say_which_setting_lets_a_name_in() =>
        Assert.Equal(
            "\"siem.example\" is not a name of this relay: set relay.inspection.hosts = [\"siem.example\"], or ask by an IP "
            + "address or localhost",
            Refusal("siem.example:9180")?.Error);

    [Theory]
    [InlineData("Origin", "http://attacker.example")]
    [InlineData("Origin", "http://127.0.0.1:3000")]
    [InlineData("Origin", "https://127.0.0.1:9180")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "same-origin, cross-site")]
    [InlineData("Sec-Fetch-Site", "what comes later")]
    public void Should_refuse_what_pages_of_other_sites_send(string header, string value) =>
        Assert.Equal(403, Refusal("127.0.0.1:9180", header, value)?.Status);

    [Theory]
    [InlineData("Origin", "http://127.0.0.1:9180")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public void Should_answer_its_own_page_and_who_types_its_address(string header, string value) =>
        Assert.Null(Refusal("127.0.0.1:9180", header, value));

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public void Should_answer_probes_by_any_name(string path) =>
        Assert.Null(Refusal("relay-0.relays.svc", "Sec-Fetch-Site", "cross-site", path));

    private (int Status, string Error)? Refusal(
        string host, string header = "Accept", string value = "*/*", string path = "/relay/quarantine/export")
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString(host);
        request.Path = path;
        request.Headers[header] = value;
        return _guard.Refusal(request);
    }
}
