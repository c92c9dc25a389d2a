using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A real rsyslog is broken in every way there is while posts go on, and after each step status, page and metrics say the same,
/// which is what the test knows: what it has posted, and what is in rsyslog's file.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class TruthSpecs(ITestOutputHelper output) : IAsyncDisposable
{
    private const int BatchSize = 1000;

    /// <summary>Beyond <c>down-after</c>, and beyond the moment at which the Receiver can be connected to.</summary>
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(2);

    /// <summary>For a browser on a busy machine, whose page is told once a second.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly NumberedRecords _records = new(seed: 149, BatchSize, DateTimeOffset.UtcNow);
    private SyslogDaemon _receiver = null!;
    private RelayProcess _relay = null!;
    private Chromium _page = null!;
    private int _posted;
    private int _bad;

    [ChromiumFact(withReceiver: true)]
    public async Task Should_tell_the_truth_at_each_step()
    {
        _receiver = await ReceiverKind.RsyslogNewline.StartAsync();
        _relay = await RelayProcess.StartReadyAsync(RelayConfig.To(
            _receiver.Address, "connections = 2, replay = 8 MiB, hung-after = 2s, down-after = 500ms, backoff { min = 20ms, max = 200ms }") with
        {
            Edge = "deadline = 1s",
            Spool = "store = \"sqlite:spool.db\"",
        });
        _page = new Chromium(_relay.Inspection);
        await IsAsync("up", spooled: 0);

        await PostAsync(10, bad: 3);
        await IsAsync("up", spooled: 0);

        await _receiver.KillAsync();
        await SeenAsync("down");
        await PostAsync(5);
        await IsAsync("down", spooled: 5);

        await _receiver.StartAsync();
        await SeenAsync("up");
        await IsAsync("up", spooled: 0);

        _receiver.Freeze();

        // What its kernel has room for is acknowledged all the same; only more than that shows that it is hung.
        while ((await _relay.StatusAsync()).State("siem") != "hung")
        {
            await PostAsync(4);
        }

        await SeenAsync("hung");
        _receiver.Thaw();
        await SeenAsync("up", TimeSpan.FromSeconds(30));
        await IsAsync("up", spooled: 0);

        Assert.Equal(0, (await _relay.CommandAsync("drain", "siem")).ExitCode);
        await PostAsync(3, bad: 1);
        await IsAsync("drained", spooled: 3);
        Assert.Equal(0, (await _relay.CommandAsync("resume", "siem")).ExitCode);
        await IsAsync("up", spooled: 0);

        await _relay.StopAsync();
        await _receiver.StopAsync();
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ReceiverKind.RsyslogNewline.Framing)))
            .Count(_receiver.Arrived.Read(), 0, _posted * BatchSize);
        Assert.Equal((0L, 0L, 0L), (arrivals.Lost, arrivals.Unknown, arrivals.Different));
        output.WriteLine($"{arrivals}");
    }

    public async ValueTask DisposeAsync()
    {
        _page?.Dispose();
        await (_relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_receiver?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task PostAsync(int batches, int bad = 0)
    {
        for (; bad > 0; bad--, batches--, _bad++, _posted++)
        {
            byte[] body = [.. _records.Body(_posted), .. "\nno record\n"u8];
            var answer = await _relay.Logpush.PostAsync(_records.DatasetOf(_posted), GzipBytes.Of(body));
            Assert.Equal((HttpStatusCode.OK, 1L), (answer.Status, answer.Quarantined ?? 1));
        }

        var answers = await _relay.Logpush.PostBatchesAsync(_records, _posted, batches, atOnce: 4);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        _posted += batches;
    }

    private async Task SeenAsync(string state, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        await _relay.StatusAsync(status => status.State("siem") == state, within ?? Seen + TimeSpan.FromMilliseconds(500));
        output.WriteLine($"{state}: status after {watch.ElapsedMilliseconds} ms");
        await _page.ShowsAsync("receivers", text => text.Contains($"siem {state}", StringComparison.Ordinal), within ?? Soon);
        output.WriteLine($"{state}: page after {watch.ElapsedMilliseconds} ms");
    }

    /// <summary>What was posted is confirmed but for what is spooled, and everybody says so.</summary>
    private async Task IsAsync(string state, int spooled)
    {
        var (confirmed, received) = ((_posted - spooled) * BatchSize, _posted * BatchSize + _bad);
        await _relay.StatusAsync(status => status.State("siem") == state && status.InFlightBatches == 0 && status.SpooledBatches == spooled
            && (status.Received, status.Confirmed, status.Quarantined) == (received, confirmed, _bad));

        await _page.ShowsAsync("receivers", text => text.Contains($"siem {state}", StringComparison.Ordinal), Soon);
        await _page.ShowsAsync("out-total", text => text == Records(confirmed), Soon);
        await _page.ShowsAsync("in-total", text => text == Records(received), Soon);
        await _page.ShowsAsync("quarantine", text => text == Records(_bad), Soon);
        await _page.ShowsAsync("spool-more", text => text == (spooled == 1 ? "1 batch" : $"{spooled} batches"), Soon);

        await Eventually.TrueAsync(
            async () =>
            {
                var metrics = await Scrape.OfAsync(_relay.Inspection);
                return metrics.Sum("actorrelay_records_total", "outcome=\"confirmed\"") == confirmed
                    && metrics.Sum("actorrelay_records_total", "outcome=\"received\"") == received
                    && metrics.Sum("actorrelay_records_total", "outcome=\"quarantined\"") == _bad
                    && metrics.Sum("actorrelay_receiver_state", $"state=\"{state}\"") == 1;
            },
            () => "the metrics say otherwise",
            Soon);

        var (code, text) = await _relay.CommandAsync("status");
        Assert.Equal(0, code);
        Assert.Matches($@"(?m)^  siem  +{state} ", text);
        Assert.Matches($@"(?m)^  all  +{received:N0}  +{confirmed:N0}  ", text);
        await Eventually.TrueAsync(
            () => _receiver.Arrived.Count() >= confirmed, () => $"{confirmed} are confirmed, and rsyslog has written {_receiver.Arrived.Count()}");
    }

    private static string Records(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "record" : "records")}");
}
