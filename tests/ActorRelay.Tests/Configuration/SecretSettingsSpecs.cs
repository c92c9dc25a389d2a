using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class SecretSettingsSpecs
{
    [Theory]
    [InlineData("...")]
    [InlineData("changeme")]
    [InlineData("Change-Me!")]
    [InlineData("secret")]
    [InlineData("your-secret-here")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("short-but-random")]
    [InlineData("a7Hq0xL2p9Wd4")]
    public void Should_take_a_weak_secret_on_loopback_only(string secret)
    {
        var weak = secret != "short-but-random";
        var loopback = Read($"secrets = [\"{secret}\"], listen = [\"http://127.0.0.1:1\", \"http://[::1]:1\"]");
        Assert.Empty(loopback.Errors);
        Assert.Equal(weak ? 1 : 0, loopback.Warnings.Length);

        var open = Read($"secrets = [\"{secret}\"], listen = [\"http://127.0.0.1:1\", \"http://192.0.2.1:1\"]");
        Assert.Equal(weak ? 1 : 0, open.Errors.Length);
        Assert.DoesNotContain(loopback.Warnings.Concat(open.Errors), p => secret.Length > 6 && p.ToString().Contains(secret));
    }

    [Theory]
    [InlineData("changeme", "out of an example")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxx", "fewer than 4 different characters")]
    [InlineData("a7Hq0xL2p9Wd4", "shorter than 16 characters")]
    public void Should_say_what_is_weak_and_refuse_it_behind_a_proxy(string secret, string complaint)
    {
        Assert.Contains(complaint, Assert.Single(Read($"secrets = [\"{secret}\"]").Warnings).ToString());
        var behindProxy = Read($"secrets = [\"{secret}\"], trusted-proxies = [\"127.0.0.1\"]");
        Assert.Contains(complaint, Assert.Single(behindProxy.Errors).ToString());
    }

    [Fact]
    public void Should_read_names_values_files_and_paths()
    {
        var secrets = Read("""
            secrets = [
              uAhX0dYxq4Nn8sT2bVwZ
              { name = partner, value = bVwZuAhX0dYxq4Nn8sT2, paths = ["/gateway_*", "/x/y"] }
              { file = "partner-secret" }
            ]
            """).Valid().Edge.Secrets;

        Assert.Equal(["secret-1", "partner", "secret-3"], secrets.Select(s => s.Name));
        Assert.Equal(["uAhX0dYxq4Nn8sT2bVwZ", "bVwZuAhX0dYxq4Nn8sT2", "from-the-file-abcdef"], secrets.Select(s => s.Value));
        Assert.Equal(["/gateway_*", "/x/y"], secrets[1].Paths.AsEnumerable());
        Assert.DoesNotContain("bVwZ", secrets[1].ToString());
    }

    /// <summary>SECRET stands for it; whatever is wrong with the place it was put into is said without it.</summary>
    [Theory]
    [InlineData("secrets = [SECRET]", "receivers.siem.address = SECRET", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [SECRET]", "receivers.siem.address = \"tcp://user:SECRET@siem\"", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [SECRET]", "edge.listen = \"http://SECRET:80/and-so-on\"", "relay.edge.listen = ***: expected http://")]
    [InlineData("secrets = [{ value = SECRET, paths = [SECRET] }]", "receivers.siem.address = \"tcp://a:1\"", "relay.edge.secrets[0].paths = ***: expected paths")]
    [InlineData("secrets = [SECRET]", "edge.SECRET = 1", "relay.edge.***: there is no such setting")]
    [InlineData("secrets = [SECRET]", "receivers.siem.hostname = \"a{b}SECRET\\u0020\"", "relay.receivers.siem.hostname = ***: only visible")]
    [InlineData("secrets = [SECRET]", "receivers.siem.hostname = \"{SECRET}\", blocks = 1", "relay.blocks = \"1\": must be")]
    [InlineData("secrets = [SECRET]", "routes = [{ receivers = siem, rename { a = SECRET, b = SECRET } }]", "relay.routes[0].rename = {...}: two fields cannot both be named ***")]
    [InlineData("secrets = [a7Hq0xL2p9Wd4fGz]", "receivers.siem.address = ${LOGPUSH_TOKEN}", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [a7Hq0xL2p9Wd4fGz]", "receivers.siem.address = SECRET, routes = [{ receivers = siem, mask.Email { key = SECRET } }]", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [{ file = partner-secret }]", "receivers.siem.address = from-the-file-abcdef", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [a7Hq0xL2p9Wd4fGz]", "inspection.token = SECRET, receivers.siem.address = SECRET", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [a7Hq0xL2p9Wd4fGz]", "inspection.token-file = partner-secret, receivers.siem.address = from-the-file-abcdef", "relay.receivers.siem.address = ***: expected tcp://")]
    [InlineData("secrets = [abc]", "receivers.siem.address = xabcx", "relay.receivers.siem.address = ***: expected tcp://")]
    public void Should_show_it_nowhere_else(string secrets, string settings, string expected)
    {
        const string secret = Reference.Secret;
        var result = Read(secrets.Replace("SECRET", secret), settings.Replace("SECRET", secret));

        Assert.Contains(expected, string.Join('\n', result.Errors), StringComparison.Ordinal);
        Assert.All(
            result.Errors.Concat(result.Warnings).Select(p => p.ToString()).Concat(result.Changed.Select(c => c.ToString())),
            said => Assert.DoesNotMatch($"{secret}|from-the-file-abcdef|xabc", said));
    }

    [Fact]
    public void Should_show_no_part_of_it_where_a_long_value_is_cut()
    {
        var address = new string('x', 75) + Reference.Secret;

        var result = Read($"secrets = [{Reference.Secret}]", $"receivers.siem.address = \"{address}\"");

        Assert.StartsWith("settings:1:34: relay.receivers.siem.address = ***: ", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Should_not_show_it_among_what_differs_from_the_defaults()
    {
        var result = Read($"secrets = [{Reference.Secret}]", $"receivers.siem {{ address = \"tcp://a:1\", hostname = \"a-{Reference.Secret}\" }}");

        Assert.Empty(result.Errors);
        Assert.Equal("\"***\"", Assert.Single(result.Changed, c => c.Key == "relay.receivers.siem.hostname").Value);
    }

    [Fact]
    public void Should_refuse_one_name_for_two() => Assert.Equal(
        "settings:2:34: relay.edge.secrets[1]: there are two secrets named secret-1",
        Assert.Single(Read("secrets = [uAhX0dYxq4Nn8sT2bVwZ, { name = secret-1, value = bVwZuAhX0dYxq4Nn8sT2 }]").Errors)
            .ToString());

    private static SettingsResult Read(string edge) => Read(edge, "receivers.siem.address = \"tcp://127.0.0.1:5514\"");

    private static SettingsResult Read(string edge, string settings) => SettingsReader.Read(new SettingsInput
    {
        Texts = [("settings", $"relay {{ {settings}, edge {{\n{edge}\n}} }}")],
        Environment = new Dictionary<string, string> { ["LOGPUSH_TOKEN"] = Reference.Secret },
        WorkingDirectory = "/srv",
        FileReader = new MemoryFiles(("/srv/state/partner-secret", "\n  from-the-file-abcdef \r\n")),
    });
}
