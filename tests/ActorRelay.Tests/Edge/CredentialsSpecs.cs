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
        Assert.Equal(expected, _credentials.Judge(shown, path).Verdict is SecretVerdict.Opens);

    [Theory]
    [InlineData("first", "/a", SecretVerdict.Opens, "test")]
    [InlineData("gateway", "/a", SecretVerdict.OtherPaths, "test")]
    [InlineData("other", "/a", SecretVerdict.Wrong, "")]
    [InlineData("", "/a", SecretVerdict.Missing, "")]
    [InlineData(null, "/a", SecretVerdict.Missing, "")]
    internal void Should_tell_why_it_does_not_open_and_whose_it_is(string? shown, string path, SecretVerdict verdict, string name) =>
        Assert.Equal(new ShownSecret(verdict, name), _credentials.Judge(shown, path));

    [Fact]
    public void Should_not_open_without_a_header_even_when_a_secret_is_empty() =>
        Assert.False(new Credentials([EdgeTestSettings.SecretOf("")]).Judge(null, "/").Verdict is SecretVerdict.Opens);
}
