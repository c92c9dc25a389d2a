using ActorRelay.Accounts;
using ActorRelay.Inspection;

namespace ActorRelay.Tests.Inspection;

public sealed class StatusHistorySpecs
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StatusHistory _history = new(Begin);

    [Fact]
    public void Should_say_how_fast_records_come_and_go_over_half_a_minute()
    {
        for (var second = 0; second <= 90; second++)
        {
            _history.Tick(At(second), new RecordCounts { Received = 100L * Math.Min(second, 60), Confirmed = 50L * second }, posts: Math.Min(second, 60));
        }

        var activity = Look(90, StatusSamples.Of("up") with { Records = new RecordCounts { Received = 6000, Confirmed = 4500 } }, posts: 60);

        Assert.Equal((0, 50), (activity.ReceivedPerSecond, activity.ConfirmedPerSecond));
        Assert.Equal((At(60), At(60), At(90)), (activity.LastPost, activity.LastReceived, activity.LastConfirmed));
    }

    [Fact]
    public void Should_say_since_when_a_receiver_is_as_it_is_and_why()
    {
        Assert.Equal(("up", Begin, null), Receiver(5, "up"));
        Assert.Equal(("down", At(7), "refused"), Receiver(7, "down"));
        Assert.Equal(("down", At(7), "refused"), Receiver(12, "down"));
        Assert.Equal(("up", At(13), null), Receiver(13, "up"));
    }

    [Fact]
    public void Should_say_when_what_waits_will_be_through_if_it_gets_less()
    {
        Assert.Null(Look(0, StatusSamples.Of("up", waiting: 10_000)).Receivers[0].Waiting.ThroughSeconds);
        Assert.Null(Look(5, StatusSamples.Of("up", waiting: 10_000)).Receivers[0].Waiting.ThroughSeconds);
        Assert.Equal(40, Look(10, StatusSamples.Of("up", waiting: 8_000)).Receivers[0].Waiting.ThroughSeconds);
        Assert.Null(Look(15, StatusSamples.Of("up", waiting: 12_000)).Receivers[0].Waiting.ThroughSeconds);
    }

    [Fact]
    public void Should_answer_before_it_lists_and_fit()
    {
        Look(0, StatusSamples.Of("up", waiting: 10_000));
        var status = StatusSamples.Of("down", waiting: 8_000);
        status = status with { Activity = Look(10, status) };

        var text = StatusRows.Of(status, Readiness.Of(status, []), At(10)).ToText();

        Assert.StartsWith("receiving ", text, StringComparison.Ordinal);
        Assert.Contains("through in 40 s at this rate", text, StringComparison.Ordinal);
        Assert.Contains("! receiver siem is down, 0 of 1 connections live", text, StringComparison.Ordinal);
        Assert.Contains("siem: refused", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => c is '{' or '}');
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, ReportRows.Columns));
    }

    private (string State, DateTimeOffset Since, string? Why) Receiver(int second, string state)
    {
        var receiver = Look(second, StatusSamples.Of(state)).Receivers[0];
        return (receiver.State, receiver.Since, receiver.Why);
    }

    private InspectionProtocol.ActivityReport Look(int second, InspectionProtocol.StatusReport status, long posts = 0) =>
        _history.Look(At(second), status with { Edge = status.Edge with { Answers = new Dictionary<int, long> { [200] = posts } } });

    private static DateTimeOffset At(int second) => Begin.AddSeconds(second);
}
