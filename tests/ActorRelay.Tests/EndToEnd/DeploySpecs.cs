using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// What <c>deploy/systemd</c> installs: the published program with the settings as shipped, started and stopped as systemd does.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class DeploySpecs : IDisposable
{
    private const string Secret = "s3cret-of-the-deploy-tests-012345";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DeployFact("systemd-analyze")]
    public async Task Should_be_a_unit_that_systemd_takes()
    {
        var unit = _folder.File("actorrelay.service");
        var text = await File.ReadAllTextAsync(Deployed.Unit);
        Assert.Contains("ExecStart=/opt/actorrelay/actorrelay ", text);
        await File.WriteAllTextAsync(unit, text.Replace("/opt/actorrelay/actorrelay", Deployed.Program, StringComparison.Ordinal));

        await using var verify = ChildProcess.Start(_folder.Path, "systemd-analyze", "verify", "--man=no", unit);
        Assert.True(await verify.ExitedAsync() == 0, verify.Said);
        Assert.DoesNotContain("actorrelay.service", verify.Said);

        await using var security = ChildProcess.Start(
            _folder.Path, "systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=20", unit);
        Assert.True(await security.ExitedAsync() == 0, security.Said);
    }

    [DeployFact]
    public async Task Should_start_answer_a_first_batch_and_stop_as_systemd_does_it()
    {
        await using var sink = new TcpSink();
        using var notified = Listen();
        WriteCertificate();
        await File.WriteAllTextAsync(_folder.File("secret"), Secret + "\n");
        await using var service = await StartAsync(sink);
        Assert.Equal("READY=1", await NextAsync(notified));
        var edge = Listening().Match(service.Said).Groups[1].Value;

        await File.WriteAllTextAsync(_folder.File("first.ndjson"), """{"Datetime":"2026-11-03T00:05:07Z","Action":"block"}""" + "\n");
        await ChildProcess.RunAsync(
            _folder.Path, Deployed.Program, "send", "first.ndjson", "--to", $"{edge.Replace("[::]", "localhost", StringComparison.Ordinal)}/gateway_http",
            "--secret-file", _folder.File("secret"), "--cacert", _folder.File("fullchain.pem"));

        Assert.Contains("\"block\"", Encoding.UTF8.GetString(Assert.Single(sink.Arrived())));
        ChildProcess.Send(int.Parse(await File.ReadAllTextAsync(_folder.File("pid"))), Signal.Terminate);
        Assert.Equal("STOPPING=1", await NextAsync(notified));
        Assert.True(await service.ExitedAsync() == 0, service.Said);

        // Journald reads priorities at the start of lines.
        Assert.Matches("(?m)^<6>.* ActorRelay .* starts, pid ", service.Said);
        Assert.DoesNotContain(Secret, service.Said);
    }

    /// <summary>Trust and names are checked: a stranger's certificate is not sent to.</summary>
    [DeployFact]
    public async Task Should_be_sent_to_only_with_its_certificate()
    {
        await using var sink = new TcpSink();
        using var notified = Listen();
        WriteCertificate();
        await File.WriteAllTextAsync(_folder.File("secret"), Secret + "\n");
        await using var service = await StartAsync(sink);
        Assert.Equal("READY=1", await NextAsync(notified));
        await File.WriteAllTextAsync(_folder.File("first.ndjson"), "{}\n");
        var edge = Listening().Match(service.Said).Groups[1].Value;

        await using var send = ChildProcess.Start(
            _folder.Path, Deployed.Program, "send", "first.ndjson", "--to",
            $"{edge.Replace("[::]", "localhost", StringComparison.Ordinal)}/gateway_http", "--secret", Secret);

        Assert.Equal(1, await send.ExitedAsync());
        Assert.Contains("cannot post to https://localhost:", send.Said);
        Assert.Empty(sink.Arrived());
        ChildProcess.Send(int.Parse(await File.ReadAllTextAsync(_folder.File("pid"))), Signal.Terminate);
        Assert.True(await service.ExitedAsync() == 0, service.Said);
    }

    /// <summary>Started by a parent that is called systemd, which is what the program looks at, with what systemd sets.</summary>
    private async Task<ChildProcess> StartAsync(TcpSink sink)
    {
        var parent = _folder.File("systemd");
        await File.WriteAllTextAsync(parent, "#!/bin/sh\n\"$@\" &\necho $! > pid\nwait $!\n");
        await ChildProcess.RunAsync(_folder.Path, "chmod", "+x", parent);
        var command = ExecStart().Match(await File.ReadAllTextAsync(Deployed.Unit)).Groups[1].Value;
        Assert.Equal("run --config /etc/actorrelay/relay.hocon", command);
        string[] overrides =
        [
            $"state-dir=\"{_folder.File("state")}\"",
            "edge.listen=\"https://*:0\"",
            $"edge.tls.certificate=\"{_folder.File("fullchain.pem")}\"",
            $"edge.tls.key=\"{_folder.File("privkey.pem")}\"",
            $"receivers.siem.address=\"{sink.Address}\"",
            "inspection.listen=\"http://127.0.0.1:0\"",
        ];
        var service = ChildProcess.Start(
            _folder.Path,
            "env",
            [
                $"NOTIFY_SOCKET={_folder.File("notify")}", $"CREDENTIALS_DIRECTORY={_folder.Path}", parent, Deployed.Program,
                .. command.Replace("/etc/actorrelay/relay.hocon", Deployed.Settings, StringComparison.Ordinal).Split(' '),
                .. overrides.SelectMany(one => new[] { "--set", one }),
            ]);
        await service.FirstLineAsync();
        return service;
    }

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("notify")));
        return socket;
    }

    private static async Task<string> NextAsync(Socket notified)
    {
        var message = new byte[256];
        var length = await notified.ReceiveAsync(message.AsMemory()).AsTask().WaitAsync(Eventually.Patience);
        return Encoding.UTF8.GetString(message, 0, length).Trim();
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(89));
        File.WriteAllText(_folder.File("fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("privkey.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    [GeneratedRegex(@"(?m)^listening edge=(http\S+) ")]
    private static partial Regex Listening();

    [GeneratedRegex(@"(?m)^ExecStart=/opt/actorrelay/actorrelay (.*)$")]
    private static partial Regex ExecStart();
}
