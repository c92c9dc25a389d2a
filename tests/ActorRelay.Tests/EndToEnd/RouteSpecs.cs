using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Where records go: by dataset, to all Receivers of a route, over all addresses of a Receiver.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RouteSpecs
{
    private const int BatchSize = 1000;
    private const int Batches = 18;

    private readonly NumberedRecords _records = new(seed: 13, BatchSize, DateTimeOffset.UtcNow);

    [ReceiverFact]
    public async Task Should_deliver_to_every_receiver_of_a_route_in_its_own_format()
    {
        await using var rsyslog = await ReceiverKind.RsyslogNewline.StartAsync();
        await using var syslogNg = await ReceiverKind.SyslogNgSyslog.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                one { address = "{{rsyslog.Address}}", profile = "alog" }
                two { address = "{{syslogNg.Address}}", profile = "alog", payload = "json", framing = "octet-counting" }
                """,
            Routes = """[ { datasets = ["*"], receivers = ["one", "two"] } ]""",
        });

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        await relay.StatusAsync(status => status.Confirmed == Batches * BatchSize);
        await relay.StopAsync();
        foreach (var (receiver, format) in new[]
        {
            (rsyslog, AlogFormat.With(Framing.Newline)),
            (syslogNg, AlogFormat.With(Framing.OctetCounting) with { Payload = PayloadStyle.Json }),
        })
        {
            await receiver.Arrived.ReachesAsync(Batches * BatchSize);
            await receiver.StopAsync();
            new ArrivedLines(_records, ExpectedLines.As(format))
                .Count(receiver.Arrived.Read(), 0, Batches * BatchSize)
                .AssertPerfect(Batches * BatchSize);
        }
    }

    [Fact]
    public async Task Should_send_each_dataset_where_its_route_says()
    {
        await using var gateway = new TcpSink();
        await using var rest = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                gateway { address = "{{gateway.Address}}", profile = "alog" }
                rest { address = "{{rest.Address}}", profile = "alog" }
                """,
            Routes = """
                [
                  { datasets = ["gateway_*"], receivers = ["gateway"] }
                  { datasets = ["*"], receivers = ["rest"] }
                ]
                """,
        });

        await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);

        var datasets = Enumerable.Range(0, Batches).Select(_records.DatasetOf).ToList();
        var toGateway = datasets.Count(dataset => dataset.StartsWith("gateway_", StringComparison.Ordinal));
        await gateway.ReachesAsync(toGateway * BatchSize);
        await rest.ReachesAsync((Batches - toGateway) * BatchSize);
        Assert.All(gateway.ArrivedText(), line => Assert.Contains(" gateway_", line, StringComparison.Ordinal));
        Assert.Equal(Batches * BatchSize, gateway.Lines + rest.Lines);
    }

    [Fact]
    public async Task Should_choose_shape_and_count_each_record_by_its_routes()
    {
        await using var siem = new TcpSink();
        await using var archive = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem { address = "{{siem.Address}}", profile = "alog" }
                archive { address = "{{archive.Address}}", profile = "rsyslog", framing = newline }
                """,
            Routes = """
                [
                  { where = "n < 1000", discard = true }
                  { where = "Action in [block, isolate]", receivers = [siem, archive], mask { ClientIP = "***" } }
                  { where = "Action == allow", receivers = archive, sample = 0.25, exclude = ClientIP, rename { n = Number } }
                ]
                """,
        });
        const int Records = 20_000;
        string[] actions = ["allow", "block", "isolate", "bypass"];
        var body = string.Concat(Enumerable.Range(0, Records).Select(i =>
            $$"""{"n":{{i}},"Action":"{{actions[i % 4]}}","ClientIP":"192.0.2.{{i % 250}}"}""" + "\n"));

        // The same body twice: what is sampled must be the same.
        var first = await relay.Logpush.PostAsync("/firewall_events", Encoding.UTF8.GetBytes(body));
        var second = await relay.Logpush.PostAsync("/firewall_events", Encoding.UTF8.GetBytes(body));

        const int Blocked = (Records - 1000) / 2;
        await relay.StatusAsync(s => s.InFlightRecords == 0 && s.Received == 2 * Records);
        var status = await relay.StatusAsync();
        status.AssertBalanced();
        await siem.ReachesAsync(2 * Blocked);
        await archive.ReachesAsync(status.Confirmed);
        var sampled = archive.ArrivedText().Where(line => line.Contains("\"allow\"", StringComparison.Ordinal)).ToList();
        Assert.InRange(sampled.Count / 2, (Records - 1000) / 4 / 4 - 150, (Records - 1000) / 4 / 4 + 150);
        Assert.Equal(2 * Blocked + sampled.Count, status.Confirmed);
        Assert.Equal(2 * Records - status.Confirmed, status.Filtered);
        Assert.Equal((Records, status.Filtered / 2), (first.Records, first.Filtered));
        Assert.Equal((first.Records, first.Filtered), (second.Records, second.Filtered));
        Assert.Equal(2 * Blocked, siem.Lines);
        Assert.All(siem.ArrivedText(), line => Assert.Matches(
            "^<34>.{15} firewall_events n=[0-9]{4,} Action=\"(block|isolate)\" ClientIP=\"\\*\\*\\*\"$", line));
        Assert.All(sampled.GroupBy(line => line[line.IndexOf('{')..]), lines => Assert.Equal(2, lines.Count()));
        Assert.All(sampled, line => Assert.Matches("\\{\"Number\":[0-9]{4,},\"Action\":\"allow\"\\}$", line));
    }

    [Fact]
    public async Task Should_spread_batches_over_the_addresses_of_a_receiver_that_balances()
    {
        await using var first = new TcpSink();
        await using var second = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem { addresses = ["{{first.Address}}", "{{second.Address}}"], policy = "balance", connections = 2, profile = "alog" }
                """,
        });
        await relay.StatusAsync(status => status.Connections("siem") == 4);

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, 2 * Batches, atOnce: 8);

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        await Eventually.TrueAsync(
            () => first.Lines + second.Lines == 2 * Batches * BatchSize, () => $"{first.Lines} + {second.Lines} lines");
        Assert.Equal((2, 2), (first.Accepted, second.Accepted));
        Assert.InRange(first.Lines, BatchSize, (2 * Batches - 1) * BatchSize);
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(Framing.Newline)))
            .Count(first.Arrived().Concat(second.Arrived()).Select(line => (ReadOnlyMemory<byte>)line), 0, 2 * Batches * BatchSize)
            .AssertPerfect(2 * Batches * BatchSize);
    }

    [Fact]
    public async Task Should_go_on_over_one_address_when_the_other_is_down()
    {
        await using var first = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                siem {
                  addresses = ["{{first.Address}}", "tcp://127.0.0.1:{{FreePort.Take()}}"], policy = "balance", profile = "alog"
                }
                """,
        });

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, Batches, atOnce: 4);

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        await first.ReachesAsync(Batches * BatchSize);
    }
}
