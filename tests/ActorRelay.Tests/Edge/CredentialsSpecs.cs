using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class CredentialsSpecs
{
    private readonly Credentials _credentials = new(
    [
        EdgeTestSettings.SecretOf("first"),
        EdgeTestSettings.SecretOf("gateway", "/gateway_*"),
        EdgeTestSettings.SecretOf("gateway", "/dns_logs"),
        EdgeTestSettings.SecretOf("パスワード"),
    ]);

    [Theory]
    [InlineData("first", "/", true)]
    [InlineData("first", "/anything/at-all", true)]
    [InlineData("パスワード", "/", true)]
    [InlineData("gateway", "/gateway_http", true)]
    [InlineData("gateway", "/gateway_dns/zone", true)]
    [InlineData("gateway", "/Gateway_DNS", true)]
    [InlineData("gateway", "/dns_logs", true)]
    [InlineData("gateway", "/dns_logs/zone", false)]
    [InlineData("gateway", "/http_requests", false)]
    [InlineData("gateway", "/", false)]
    [InlineData("First", "/", false)]
    [InlineData("first ", "/", false)]
    [InlineData("first,first", "/", false)]
    [InlineData("fir", "/", false)]
    [InlineData("", "/", false)]
    [InlineData(null, "/", false)]
    public void Should_open_with_any_secret_on_its_paths(string? shown, string path, bool expected) =>
        Assert.Equal(expected, _credentials.Open(shown, path));

    [Fact]
    public void Should_not_open_without_a_header_even_when_a_secret_is_empty() =>
        Assert.False(new Credentials([EdgeTestSettings.SecretOf("")]).Open(null, "/"));
}
