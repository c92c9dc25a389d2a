using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Streams;

/// <summary>
/// What the Format stage of one batch and quarantine have to say to each other. While it waits for an answer, the stage takes
/// in nothing more.
/// </summary>
/// <param name="introduce">Gives the name under which the stage is answered. Most batches have no bad line, and never need it.</param>
internal sealed class SettingAside(FormatPlan plan, BadLines bad, Func<IActorRef> introduce)
{
    private IActorRef? _self;
    private TooManyBadLinesException? _tooMany;

    public bool IsWaiting { get; private set; }

    /// <summary>Sends off what there is.</summary>
    public void Begin() => Tell(bad.Take());

    /// <summary>There is too much of it: what was set aside by line comes out of quarantine again.</summary>
    /// <param name="line">Number of the last line that was looked at.</param>
    /// <returns>What the stage is to fail with at once; null when it must wait.</returns>
    public Exception? TakeBack(long line)
    {
        _tooMany = new TooManyBadLinesException(line, plan.MaxBadLines);
        if (plan.Progress.Quarantined == 0)
        {
            return _tooMany;
        }

        Tell(new QuarantineProtocol.TakeBack(plan.Origin.Id, plan.Progress.Resume.Earlier.Add(plan.Origin.Id), plan.Progress));
        return null;
    }

    /// <returns>What the stage is to fail with; null when it need not.</returns>
    public Exception? Take(object answer)
    {
        switch (answer)
        {
            case QuarantineProtocol.Kept when _tooMany is not null:
                return _tooMany;
            case QuarantineProtocol.Kept when bad.Count > 0:
                Begin();
                return null;
            case QuarantineProtocol.Kept:
                IsWaiting = false;
                return null;
            case QuarantineProtocol.NotKept notKept:
                return new NotSetAsideException(notKept.Reason);
            case Terminated:
                return new NotSetAsideException("quarantine has stopped");
            default:
                return null;
        }
    }

    private void Tell(object message)
    {
        IsWaiting = true;
        _self ??= introduce();
        plan.Quarantine.Tell(message, _self);
    }
}

/// <summary>More of a body's lines are bad than may be set aside by line.</summary>
internal sealed class TooManyBadLinesException(long line, int maxLines) : BodyException(
    $"line {line} is one bad line more than may be set aside of a body: {maxLines} (relay.quarantine.max-lines), and 16 MiB of them");

/// <summary>A line could not be written to quarantine, so the batch must come again.</summary>
internal sealed class NotSetAsideException(string reason) : Exception(reason);
