using ActorRelay.Spool;
using ActorRelay.Tests.Delivery;
using ActorRelay.Tests.Edge;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolComplaintsSpecs : TestKit
{
    private readonly SpoolComplaints _complaints;

    public SpoolComplaintsSpecs()
        : base(TestConfig.VirtualTime) =>
        _complaints = new SpoolComplaints(EdgeTestSettings.Current(), Sys.Log, Sys.Scheduler);

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Should_complain_of_a_full_spool_once_and_again_after_an_hour()
    {
        EventFilter.Error(start: "the spool is full").ExpectOne(() => Refuse(times: 3));
        Time.Advance(TimeSpan.FromMinutes(59));
        EventFilter.Error().Expect(0, () => Refuse(times: 1));
        Time.Advance(TimeSpan.FromMinutes(1));
        EventFilter.Error(start: "the spool is full").ExpectOne(() => Refuse(times: 3));
        _complaints.Forget();
        EventFilter.Error(start: "the spool is full").ExpectOne(() => Refuse(times: 1));
    }

    [Fact]
    public void Should_name_who_waits_for_too_long_and_who_is_not_there_any_more()
    {
        var begin = Time.Now;
        Time.Advance(TimeSpan.FromHours(24));
        EventFilter.Warning().Expect(0, () => Look(begin, orphaned: false));
        Time.Advance(TimeSpan.FromMinutes(6));
        EventFilter.Warning(start: "The oldest of 6 batches for Receiver siem has waited in the spool for 24.1 h")
            .ExpectOne(() => Look(begin, orphaned: false));
        EventFilter.Warning(start: "6 batches wait in the spool for Receiver siem, which the settings do not have")
            .ExpectOne(() => Look(begin, orphaned: true));
    }

    private void Refuse(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Contains("max-size", _complaints.OfRefusal(SpoolRefusal.MaxSize), StringComparison.Ordinal);
        }
    }

    private void Look(DateTimeOffset oldest, bool orphaned) => _complaints.Of(new SpoolProtocol.SpoolReport(
        "spool.db", Writable: true, Fault: null, Batches: 6, Records: 60, Bytes: 600, Stored: 1000, MaxSize: 10_000,
        [new SpoolProtocol.SpoolBacklog("siem", Live: 1, Waiting: 2, Claimed: 3, Bytes: 600, oldest, orphaned)]));
}
