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

    [Fact]
    public void Should_refuse_one_name_for_two() => Assert.Equal(
        "settings:2:34: relay.edge.secrets[1]: there are two secrets named secret-1",
        Assert.Single(Read("secrets = [uAhX0dYxq4Nn8sT2bVwZ, { name = secret-1, value = bVwZuAhX0dYxq4Nn8sT2 }]").Errors)
            .ToString());

    private static SettingsResult Read(string text) => SettingsReader.Read(new SettingsInput
    {
        Texts = [("settings", $"relay {{ receivers.siem.address = \"tcp://127.0.0.1:5514\", edge {{\n{text}\n}} }}")],
        WorkingDirectory = "/srv",
        FileReader = new MemoryFiles(("/srv/state/partner-secret", "\n  from-the-file-abcdef \r\n")),
    });
}
