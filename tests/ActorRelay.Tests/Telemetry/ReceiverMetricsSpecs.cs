using ActorRelay.Accounts;
using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Telemetry;

namespace ActorRelay.Tests.Telemetry;

public sealed class ReceiverMetricsSpecs
{
    private static readonly ReceiversProtocol.ConnectionReport Connection = new("connection-1", "tcp://a:1", "live", default, 0, null);

    [Theory]
    [InlineData("up")]
    [InlineData("hung")]
    [InlineData("blocked")]
    [InlineData("connecting")]
    [InlineData("down")]
    [InlineData("drained")]
    public void Should_have_one_series_for_each_state_and_be_in_one(string state)
    {
        var series = Read("actorrelay_receiver_state", Report(state));

        Assert.Equal(6, series.Count);
        Assert.Equal($"1 receiver=siem state={state}", Assert.Single(series, one => one.StartsWith('1')));
    }

    /// <summary>Zero would be a counter that begins anew, and all that it had counted would be counted once more.</summary>
    [Fact]
    public void Should_count_nothing_for_a_Receiver_that_does_not_answer()
    {
        Assert.Equal(
            ["7 receiver=siem outcome=confirmed", "2 receiver=siem outcome=resent"],
            Read("actorrelay_receiver_records_total", Report("up")));

        var standIn = Report("down") with { Confirmed = 0, Resent = 0, Links = [] };

        Assert.Empty(Read("actorrelay_receiver_records_total", standIn));
        Assert.Equal(6, Read("actorrelay_receiver_state", standIn).Count);
    }

    private static List<string> Read(string metric, ReceiversProtocol.ReceiverReport receiver)
    {
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var spool = new SpoolProtocol.SpoolReport("", true, null, 0, 0, 0, 0, 0, []);
        var status = new InspectionProtocol.StatusReport(
            "", default, false, default, [], none, none, spool, null!, null!, null!, null!, [receiver], null!);
        var snapshot = new MetricsSnapshot(default, status, new Readiness(true, []))
        {
            Totals = System.Collections.Immutable.ImmutableSortedDictionary<string, RecordCounts>.Empty,
            LastReceived = new Dictionary<string, DateTimeOffset>(),
        };
        return
        [
            .. RelayMetrics.All.Single(one => one.Name == metric).Read(snapshot).Select(series =>
                $"{series.Value} {string.Join(' ', series.Tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"),
        ];
    }

    private static ReceiversProtocol.ReceiverReport Report(string state) =>
        new("siem", state, 1, "acknowledged", 7, 2, 0, 0, 0, 0, 0, [Connection]);
}
