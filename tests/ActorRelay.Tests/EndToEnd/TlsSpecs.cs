using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>TLS to real receivers: each record once, and where it fails, why; nothing that nobody has read counts as confirmed.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class TlsSpecs : IDisposable
{
    private const int BatchSize = 500;
    private const string Quick = "connections = 2, down-after = 500ms, connect-timeout = 2s, backoff { min = 20ms, max = 200ms }";

    private readonly NumberedRecords _records = new(seed: 151, BatchSize, DateTimeOffset.UtcNow);
    private readonly TlsFiles _files = new();

    public void Dispose() => _files.Dispose();

    [ReceiverTheory]
    [InlineData("rsyslog ossl", false)]
    [InlineData("rsyslog ossl", true)]
    [InlineData("rsyslog gtls", false)]
    [InlineData("rsyslog gtls", true)]
    [InlineData("syslog-ng", false)]
    [InlineData("syslog-ng", true)]
    public async Task Should_deliver_each_record_once(string receiver, bool asksClients)
    {
        const int Batches = 40;
        await using var daemon = await StartAsync(receiver, asksClients);
        await using var relay = await RelayProcess.StartReadyAsync(Config(daemon, asksClients ? "client" : null));

        Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4), answer => answer.AssertConfirmed(BatchSize));
        Assert.Equal("acknowledged", (await ReceiverAsync(relay)).GetProperty("confirmation").GetString());
        using var status = JsonDocument.Parse((await relay.InspectAsync("/relay/status")).Text);
        Assert.Equal(
            asksClients ? [_files.Certificate("client"), "of Receiver siem"] : ["of Receiver siem"],
            status.RootElement.GetProperty("certificates").EnumerateArray().Select(of => of.GetProperty("file").GetString()));
        await relay.StopAsync();
        await daemon.StopAsync();

        Arrived(daemon, Batches).AssertPerfect(Batches * BatchSize);
    }

    /// <summary>What its kernel had acknowledged and it had not read is sent again.</summary>
    [ReceiverTheory]
    [InlineData("rsyslog ossl")]
    [InlineData("syslog-ng")]
    public async Task Should_lose_nothing_when_the_Receiver_is_restarted(string receiver)
    {
        const int Batches = 120;
        await using var daemon = await StartAsync(receiver, asksClients: false);
        await using var relay = await RelayProcess.StartReadyAsync(Config(daemon, null));
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);
        for (var i = 1; i <= 3; i++)
        {
            await daemon.Arrived.ReachesAsync(i * 20 * BatchSize);
            await daemon.StopAsync();
            await daemon.StartAsync();
        }

        Assert.All(await posting, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpooledRecords: 0, InFlightBatches: 0, Confirmed: Batches * BatchSize });
        await relay.StopAsync();
        await daemon.StopAsync();

        var arrivals = Arrived(daemon, Batches);
        Assert.Equal((0, 0, 0), (arrivals.Lost, arrivals.Unknown, arrivals.Different));
    }

    [ReceiverTheory]
    [InlineData("rsyslog ossl", "server", false, "stranger-ca", "localhost", "does not lead to a root in tls.ca")]
    [InlineData("rsyslog ossl", "server", false, "ca", "siem.example", "its certificate is not for siem.example but for localhost, 127.0.0.1")]
    [InlineData("rsyslog ossl", "expired", false, "ca", "localhost", " expired on ")]
    [InlineData("rsyslog ossl", "server", true, "ca", "localhost", "tls.certificate")]
    [InlineData("rsyslog gtls", "server", true, "ca", "localhost", "it probably wants the relay to show a certificate")]
    [InlineData("syslog-ng", "server", true, "ca", "localhost", "it wants the relay to show a certificate: set tls.certificate and tls.key")]
    public async Task Should_say_which_check_failed_and_confirm_nothing(
        string receiver, string whose, bool asksClients, string ca, string name, string expected)
    {
        await using var daemon = await StartAsync(receiver, asksClients, whose);
        await using var relay = await RelayProcess.StartAsync(Config(
            daemon, $$"""tls { ca = "{{(ca == "ca" ? _files.Ca : _files.StrangerCa)}}", server-name = "{{name}}" }""", isTls: true));

        Assert.All(await relay.Logpush.PostBatchesAsync(_records, 0, 4, atOnce: 2), answer => answer.AssertSpooled());
        await Eventually.TrueAsync(
            async () => (await ReceiverAsync(relay)).GetProperty("links").EnumerateArray()
                .Any(link => link.GetProperty("lastError").GetString()?.Contains(expected, StringComparison.Ordinal) == true),
            () => relay.Process.Said,
            TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => relay.Process.Said.Contains(expected, StringComparison.Ordinal), () => relay.Process.Said);
        var status = await relay.StatusAsync();
        Assert.Equal((0, 4), (status.Confirmed, status.SpooledBatches));
        Assert.Equal(0, daemon.Arrived.Count());
        await relay.StopAsync();
    }

    [Fact]
    public async Task Should_give_a_server_up_that_never_answers_the_handshake()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var relay = await RelayProcess.StartAsync(RelayConfig.To(
            $"tls://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", $"connect-timeout = 300ms, {_files.Tls()}"));

        await Eventually.TrueAsync(
            () => relay.Process.Said.Contains("it has not answered the TLS handshake within 0.3 s", StringComparison.Ordinal),
            () => relay.Process.Said);
        await relay.StopAsync();
    }

    private async Task<SyslogDaemon> StartAsync(string receiver, bool asksClients, string whose = "server")
    {
        SyslogDaemon daemon = receiver == "syslog-ng"
            ? new SyslogNgTlsReceiver(_files, asksClients, whose)
            : new RsyslogTlsReceiver(_files, receiver.Split(' ')[1], asksClients, whose);
        await daemon.StartAsync();
        return daemon;
    }

    private RelayConfig Config(SyslogDaemon daemon, string? client) => Config(daemon, _files.Tls(client), isTls: true);

    private static RelayConfig Config(SyslogDaemon daemon, string tls, bool isTls) => RelayConfig.To(
        $"{(isTls ? "tls" : "tcp")}://localhost:{daemon.Port}", $"framing = octet-counting, {Quick}, {tls}") with
    {
        Edge = "deadline = 3s",
        Spool = "store = \"sqlite:spool.db\"",
    };

    private static async Task<JsonElement> ReceiverAsync(RelayProcess relay) =>
        JsonDocument.Parse((await relay.InspectAsync("/relay/receivers")).Text).RootElement.GetProperty("receivers")[0];

    private Arrivals Arrived(SyslogDaemon daemon, int batches) =>
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(Framing.OctetCounting))).Count(daemon.Arrived.Read(), 0, batches * BatchSize);
}
