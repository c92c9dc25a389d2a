using System.Globalization;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Records as a job with a Transformer sends them.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RenamedFieldSpecs
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10_000);

    [Fact]
    public async Task Should_show_the_time_that_the_route_names_live_and_from_the_spool()
    {
        var port = FreePort.Take();
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To($"tcp://127.0.0.1:{port}", RelayConfig.Quick + ", time-zone = UTC, event-time-field = unix") with
            {
                Spool = "store = \"sqlite:spool.db\"",
                Routes = """[ { receivers = ["siem"], event-time = ["unix_ts", "event.time"] } ]""",
            });
        await relay.StatusAsync(status => status.State("siem") == "down");
        (await PostAsync(relay, $"{{\"client_ip\":\"192.0.2.1\",\"unix_ts\":\"{Time:yyyy-MM-ddTHH:mm:ss}\"}}")).AssertSpooled();

        await using var sink = new TcpSink(port: port);
        await sink.ReachesAsync(1);
        await relay.StatusAsync(status => status.State("siem") == "up");
        (await PostAsync(relay, $"{{\"event\":{{\"time\":\"{Time:yyyy-MM-ddTHH:mm:ss.fff}\"}}}}")).AssertConfirmed(1);
        await sink.ReachesAsync(2);

        var header = string.Create(CultureInfo.InvariantCulture, $"<34>{Time:MMM} {Time.Day,2} {Time:HH:mm:ss} http_requests ");
        var seconds = Time.ToUnixTimeSeconds();
        Assert.Equal(
            [
                $"{header}client_ip=\"192.0.2.1\" unix_ts={seconds}",
                $"{header}event={{\"time\":{seconds}}}",
            ],
            sink.ArrivedText().Select(line => line.TrimEnd('\n')));
        Assert.Equal(0, (await relay.StatusAsync()).Lines("siem").ReceiveTimeUsed);
    }

    private static Task<Answer> PostAsync(RelayProcess relay, string record) =>
        relay.Logpush.PostAsync("/http_requests", GzipBytes.Of(record + "\n"));
}
