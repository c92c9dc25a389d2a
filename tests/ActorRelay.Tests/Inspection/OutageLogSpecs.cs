using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Inspection;

public sealed class OutageLogSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    private readonly OutageLog _log = new();

    [Fact]
    public void Should_speak_once_a_minute_of_an_outage_at_its_end_and_when_the_backlog_is_through()
    {
        List<string> said = [];
        Look("up", 0, 0);
        for (var seconds = 5; seconds <= 150; seconds += 5)
        {
            Look("hung", seconds, batches: seconds);
        }

        Look("up", 155, batches: 150);
        Look("up", 160, batches: 20);
        Look("up", 165, batches: 0);
        Look("up", 170, batches: 0);

        Assert.Equal(
            [
                "trouble: Receiver siem is hung since 2026-11-03 02:00:05Z, for 60 s: 65 batches wait for it in the spool, 65.0 MB, "
                    + "the oldest since 2026-11-03 01:59:00Z; 6500 records are in the spool",
                "trouble: Receiver siem is hung since 2026-11-03 02:00:05Z, for 2 min: 125 batches wait for it in the spool, 125.0 MB, "
                    + "the oldest since 2026-11-03 01:59:00Z; 12500 records are in the spool",
                "Receiver siem is back after 3 min: 150 batches wait for it in the spool, 150.0 MB, "
                    + "the oldest since 2026-11-03 01:59:00Z; 15000 records are in the spool",
                "Receiver siem: what waited for it is delivered, 10 s after it was back",
            ],
            said);

        void Look(string state, int seconds, int batches) => said.AddRange(
            _log.Look(Status(state, batches), Start.AddSeconds(seconds)).Select(line => (line.IsTrouble ? "trouble: " : "") + line.Text));
    }

    [Fact]
    public void Should_say_when_nothing_waits_and_then_no_more()
    {
        Assert.Empty(_log.Look(Status("down", 0), Start));
        var (isTrouble, text) = Assert.Single(_log.Look(Status("up", 0), Start.AddSeconds(30)));
        Assert.Equal((false, "Receiver siem is back after 30 s: nothing waits for it in the spool"), (isTrouble, text));
        Assert.Empty(_log.Look(Status("up", 0), Start.AddSeconds(60)));
    }

    private static InspectionProtocol.StatusReport Status(string state, int batches)
    {
        var receiver = new ReceiversProtocol.ReceiverReport("siem", state, 1, "acknowledged", 0, 0, 0, 0, 0, 0, 0, []);
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var backlog = new SpoolProtocol.SpoolBacklog("siem", 0, batches, 0, batches * 1_000_000L, Start.AddMinutes(-1), false);
        var spool = new SpoolProtocol.SpoolReport("", true, null, batches, 0, 0, 0, 0, batches == 0 ? [] : [backlog]);
        return new InspectionProtocol.StatusReport(
            "", default, false, default, [], none, new InspectionProtocol.SizeReport(batches, batches * 100, 0), spool, null!, null!, null!, null!, [receiver], null!);
    }
}
