using ActorRelay.Accounts;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Telemetry;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorRelay.Tests.Telemetry;

public sealed class MetricsSnapshotsSpecs : TestKit
{
    private readonly ManualTime _time = new() { Begin = new DateTimeOffset(2026, 11, 3, 2, 0, 0, TimeSpan.Zero) };
    private readonly RecordAccounts _accounts = new();
    private readonly TestProbe _inspection;
    private readonly MetricsSnapshots _snapshots;

    public MetricsSnapshotsSpecs()
    {
        _inspection = CreateTestProbe();
        _snapshots = new MetricsSnapshots(
            () => _inspection.Ref, _accounts, new EdgeState(EdgeTestSettings.Edge, _time), EdgeTestSettings.Current(), _time,
            NullLogger<MetricsSnapshots>.Instance);
    }

    /// <summary>However many scrape at once, the actors are asked once, and not again for what is fresh.</summary>
    [Fact]
    public async Task Should_ask_once_for_all_who_ask_at_once()
    {
        var asking = Enumerable.Range(0, 20).Select(_ => _snapshots.RefreshAsync()).ToArray();
        await AnswerAsync(new RecordCounts { Received = 1 });
        await Task.WhenAll(asking);
        await _snapshots.RefreshAsync();
        await _inspection.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));

        _time.Advance(TimeSpan.FromSeconds(1));
        var again = _snapshots.RefreshAsync();
        await AnswerAsync(new RecordCounts { Received = 2 });
        await again;

        Assert.Equal(2, _snapshots.Last!.Totals["dns_logs"].Received);
        Assert.Equal(_time.GetUtcNow(), _snapshots.Last.Taken);
    }

    /// <summary>Nothing is asked for where nobody asks for metrics.</summary>
    [Fact]
    public async Task Should_ask_nobody_by_itself()
    {
        _time.Advance(TimeSpan.FromHours(1));

        await _inspection.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        Assert.Null(_snapshots.Last);
    }

    [Fact]
    public async Task Should_keep_the_last_when_an_actor_does_not_answer()
    {
        var first = _snapshots.RefreshAsync();
        await AnswerAsync(new RecordCounts { Received = 1 });
        await first;
        var taken = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));

        var second = _snapshots.RefreshAsync();
        await _inspection.ExpectMsgAsync<InspectionProtocol.GetStatus>();
        _inspection.Reply(new Status.Failure(new AskTimeoutException("no answer")));
        await second;

        Assert.Equal(taken, _snapshots.Last!.Taken);
        var metric = RelayMetrics.All.Single(metric => metric.Name == "actorrelay_snapshot_timestamp_seconds");
        Assert.Equal(taken.ToUnixTimeSeconds(), Assert.Single(metric.Read(_snapshots.Last)).Value);
    }

    /// <summary>A counter that goes down would be taken for one that began anew, and all of it counted once more.</summary>
    [Fact]
    public async Task Should_never_let_a_counter_go_down()
    {
        foreach (var refused in new[] { 10, 4, 12 })
        {
            var asking = _snapshots.RefreshAsync();
            await AnswerAsync(new RecordCounts { Received = 20, Refused = refused, Confirmed = 20 - refused });
            await asking;
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Math.Max(10, refused), _snapshots.Last!.Totals["dns_logs"].Refused);
        }

        Assert.Equal(16, _snapshots.Last!.Totals["dns_logs"].Confirmed);
    }

    private async Task AnswerAsync(RecordCounts records)
    {
        await _inspection.ExpectMsgAsync<InspectionProtocol.GetStatus>();
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var spool = new SpoolProtocol.SpoolReport("", true, null, 0, 0, 0, 0, 0, []);
        var edge = new InspectionProtocol.EdgeReport(
            0, 0, 0, 0, 0, false, new Dictionary<int, long>(), new Dictionary<string, long>(), 0, new Dictionary<string, DateTimeOffset>());
        _inspection.Reply(new InspectionProtocol.StatusReport(
            "", default, false, records, [new("dns_logs", records, none, none)], none, none, spool, null!, null!, edge, null!, [], null!));
    }
}
