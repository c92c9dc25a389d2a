using System.Net;
using System.Net.Sockets;
using ActorRelay.Commands;
using ActorRelay.Configuration;
using ActorRelay.Tests.Configuration;

namespace ActorRelay.Tests.Commands;

public sealed class CheckCommandSpecs
{
    private static readonly (string Certificate, string Key) Pair = TestCertificates.Create("edge.example", TimeSpan.FromDays(90));
    private static readonly (string Certificate, string Key) Old = TestCertificates.Create("old.example", TimeSpan.FromDays(10));

    [Fact]
    public async Task Should_report_every_error()
    {
        var (code, output, error) = await RunAsync("relay { blocks = 1\nedge { deadlin = 5s, secrets = [uAhX0dYxq4Nn8sT2bVwZ] } }");

        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Equal(
            """
            f:1:7: relay.receivers: name at least one Receiver, as in receivers { siem { address = "tcp://127.0.0.1:5514" } }
            f:1:18: relay.blocks = "1": must be from 16 to 65536
            f:2:8: relay.edge.deadlin: there is no such setting; did you mean deadline?
            3 errors

            """,
            error);
    }

    [Fact]
    public async Task Should_say_that_it_looked_no_further_than_a_text_that_cannot_be_read()
    {
        var (code, _, error) = await RunAsync("relay { blocks = 1\n");

        Assert.Equal(ExitCode.Wrong, code);
        Assert.EndsWith("1 error; the settings were not looked at further\n", error);
    }

    [Fact]
    public async Task Should_show_what_the_settings_come_to()
    {
        var (code, output, error) = await RunAsync("""
            relay {
              edge { secrets = [{ file = secret }, changeme] }
              receivers.siem.address = "tcp://127.0.0.1:5514"
            }
            """);

        Assert.Equal(0, code);
        Assert.Equal("warning: f:2:40: relay.edge.secrets[1]: this is a secret out of an example, and anyone may try it\n", error);
        Assert.Equal(
            """
            OK

            files:
              --config f: /srv/f
              relay.state-dir: /srv/state
              secret secret-1: /srv/state/secret

            not at their defaults:
              relay.edge.secrets = [{"file" : "secret"}, "***"]  (f:2:20)
              relay.receivers.siem.address = "tcp://127.0.0.1:5514"  (f:3:28)

            """,
            output);
    }

    [Fact]
    public async Task Should_say_where_the_keys_of_masks_are()
    {
        var (code, output, _) = await RunAsync("""
            relay {
              edge.secrets = [{ file = "secret" }]
              receivers.siem.address = "tcp://127.0.0.1:5514"
              routes = [{ receivers = siem, mask { Email { key-file = "secret" }, "a.b" { key-file = "/srv/state/secret" } } }]
            }
            """);

        Assert.Equal(0, code);
        Assert.Contains("\n  relay.routes[0].mask.Email.key-file: /srv/state/secret\n", output, StringComparison.Ordinal);
        Assert.Contains("\n  relay.routes[0].mask.a.b.key-file: /srv/state/secret\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("uAhX", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_where_each_value_came_from()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var (certificate, key) = Pair;
        var code = await CheckCommand.RunAsync(
            new SettingsInput
            {
                Files = ["conf/relay.hocon"],
                FileReader = new MemoryFiles(
                    ("conf/relay.hocon", "include \"edge.hocon\"\nrelay.receivers.siem.address = \"tcp://siem:1\""),
                    ("conf/edge.hocon", """relay.edge { secrets = ["uAhX0dYxq4Nn8sT2bVwZ"], tls { certificate = c.pem, key = "/k.pem" } }"""),
                    ("/srv/state/c.pem", certificate), ("/k.pem", key)),
                WorkingDirectory = "/srv",
                Environment = new Dictionary<string, string>
                {
                    ["RELAY__EDGE__LISTEN__0"] = "https://127.0.0.1:1",
                    ["RELAY__EDGE__LISTEN__1"] = "http://127.0.0.1:2",
                },
                Sets = ["blocks=300", "edge.allow-from=10.0.0.0/8"],
            },
            connect: false, output, error, CancellationToken.None);

        Assert.Equal("", error.ToString());
        Assert.Equal(0, code);
        Assert.Equal(
            """
            OK

            files:
              --config conf/relay.hocon: /srv/conf/relay.hocon
              relay.state-dir: /srv/state
              relay.edge.tls.certificate: /srv/state/c.pem
              relay.edge.tls.key: /k.pem

            not at their defaults:
              relay.blocks = "300"  (--set blocks)
              relay.edge.listen = ["https://127.0.0.1:1", "http://127.0.0.1:2"]  (environment variable RELAY__EDGE__LISTEN__0, environment variable RELAY__EDGE__LISTEN__1)
              relay.edge.tls.certificate = "c.pem"  (conf/edge.hocon:1:70)
              relay.edge.tls.key = "/k.pem"  (conf/edge.hocon:1:83)
              relay.edge.secrets = ["***"]  (conf/edge.hocon:1:24)
              relay.edge.allow-from = "10.0.0.0/8"  (--set edge.allow-from)
              relay.receivers.siem.address = "tcp://siem:1"  (conf/relay.hocon:2:32)

            """,
            output.ToString().Replace($"{Doors.Text}\n\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_say_that_nothing_was_set()
    {
        using var error = new StringWriter { NewLine = "\n" };
        Assert.Equal(
            ExitCode.Wrong,
            await CheckCommand.RunAsync(new SettingsInput(), connect: false, TextWriter.Null, error, CancellationToken.None));
        Assert.EndsWith("nothing was set: name a file with --config FILE\n2 errors\n", error.ToString());
    }

    [Fact]
    public async Task Should_connect_to_every_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var open = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var shut = ((IPEndPoint)closed.LocalEndPoint!).Port;

        var (good, output, _) = await RunAsync(Settings($"tcp://127.0.0.1:{open}"), connect: true);
        Assert.Equal(0, good);
        Assert.Contains($"Receiver siem tcp://127.0.0.1:{open}: connected in ", output);

        var (bad, _, error) = await RunAsync(Settings($"tcp://127.0.0.1:{shut}"), connect: true);
        Assert.Equal(1, bad);
        Assert.Contains($"failed: Receiver siem tcp://127.0.0.1:{shut}: Connection refused", error);
    }

    [Fact]
    public void Should_look_at_the_certificate()
    {
        var files = new MemoryFiles(("/good", Pair.Certificate), ("/soon", Old.Certificate), ("/chain", Pair.Certificate + "\n" + Old.Certificate));
        var now = DateTimeOffset.UtcNow;

        var found = Look("/good", now).ToArray();
        var good = found[0];
        Assert.Equal(CheckLevel.Good, good.Level);
        Assert.StartsWith("certificate /good: CN=edge.example expires on ", good.ToString());
        Assert.EndsWith("Z, in 89 days", good.ToString());
        Assert.Equal(
            "warning: certificate /good: it is self-signed: Logpush accepts only certificates of a public authority",
            Assert.Single(found[1..]).ToString());
        Assert.Equal(CheckLevel.Good, Look("/soon", now).First().Level);
        Assert.Equal(CheckLevel.Warning, Look("/soon", now.AddDays(7)).First().Level);
        Assert.Equal(CheckLevel.Failed, Look("/soon", now.AddDays(11)).First().Level);
        Assert.Equal(CheckLevel.Failed, Look("/soon", now.AddDays(-11)).First().Level);
        Assert.Equal([CheckLevel.Good, CheckLevel.Warning, CheckLevel.Warning], Look("/chain", now.AddDays(7)).Select(r => r.Level));
        Assert.Equal("failed: certificate /none: there is no such file", Assert.Single(Look("/none", now)).ToString());

        IEnumerable<CheckReport> Look(string path, DateTimeOffset at) =>
            CertificateCheck.Look(new TlsSettings { Certificate = path, Key = "", ClientCa = null }, files, at);
    }

    private static string Settings(string address) =>
        $"relay {{ edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = \"{address}\" }}";

    private static async Task<(int Code, string Output, string Error)> RunAsync(string text, bool connect = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var input = new SettingsInput
        {
            Files = ["f"],
            FileReader = new MemoryFiles(("f", text), ("/srv/state/secret", "uAhX0dYxq4Nn8sT2bVwZ\n")),
            WorkingDirectory = "/srv",
        };
        var code = await CheckCommand.RunAsync(input, connect, output, error, CancellationToken.None);

        // Which doors are built in is the build's own; it is there whenever the settings are right.
        Assert.Equal(code != ExitCode.Wrong, $"{output}".Contains($"\n{Doors.Text}\n\n", StringComparison.Ordinal));
        return (code, $"{output}".Replace($"{Doors.Text}\n\n", "", StringComparison.Ordinal), error.ToString());
    }
}
