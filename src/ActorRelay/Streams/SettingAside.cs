using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>What the Format stage of one batch says to quarantine, one thing at a time, and what it is to do by the answers.</summary>
/// <param name="plan">Of the batch.</param>
/// <param name="introduce">Makes the actor that takes the answers. Most batches have no bad line, and never need it.</param>
internal sealed class SettingAside(FormatPlan plan, Func<StageActor> introduce)
{
    private StageActor? _self;
    private TooManyBadLinesException? _tooMany;

    /// <summary>It has not answered.</summary>
    public bool Waits { get; private set; }

    /// <summary>Those there are.</summary>
    public void Keep(BadLines bad)
    {
        if (bad.Count > 0)
        {
            Tell(new QuarantineProtocol.SetAside(plan.Batch, plan.Dataset, plan.Source, plan.Progress, bad.Take()));
        }
    }

    /// <summary>The body is not to be set aside by line, for nothing in it looks like a record, or too much is bad.</summary>
    /// <param name="bad">What is to be set aside next.</param>
    /// <param name="line">Number of the last line that was looked at.</param>
    /// <param name="failure">What the body fails with; null when an answer is to be waited for first.</param>
    public bool Refuses(BadLines bad, long line, out Exception? failure)
    {
        var isNone = bad.Count > 0 && bad.Count == line && plan.Input is InputStyle.Json && bad.AreNoRecords;
        failure = isNone ? new CorruptBodyException($"not NDJSON: line {bad.First.Number} is not a JSON object")
            : bad.AreTooMany ? TakeBack(line)
            : null;
        return isNone || bad.AreTooMany;
    }

    /// <returns>What the body fails with; null when it may go on.</returns>
    public Exception? On(object answer)
    {
        switch (answer)
        {
            case QuarantineProtocol.Kept:
                Waits = false;
                return _tooMany;
            case QuarantineProtocol.NotKept notKept:
                return new NotSetAsideException(notKept.Reason);
            case Terminated:
                return new NotSetAsideException("quarantine has stopped");
            default:
                return null;
        }
    }

    /// <summary>What was set aside comes out of quarantine again, if anything was; when it has, the body fails.</summary>
    private TooManyBadLinesException? TakeBack(long line)
    {
        _tooMany = new TooManyBadLinesException(line, plan.MaxBadLines);
        if (plan.Progress.Quarantined == 0)
        {
            return _tooMany;
        }

        Tell(new QuarantineProtocol.TakeBack(plan.Batch, plan.Progress.Resume.Earlier.Add(plan.Batch), plan.Progress));
        return null;
    }

    private void Tell(object message)
    {
        Waits = true;
        if (_self is null)
        {
            _self = introduce();
            _self.Watch(plan.Quarantine);
        }

        plan.Quarantine.Tell(message, _self.Ref);
    }
}
