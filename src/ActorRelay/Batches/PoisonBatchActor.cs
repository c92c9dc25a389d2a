using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>
/// One batch that was refused before for what it holds, and has come again. It would be refused for ever, until Cloudflare
/// disabled the job; so its body is set aside whole, and that is answered 200. Owns the deadline; the body is quarantine's
/// from the start. If it fails itself, its parent answers <see cref="BatchOutcome.Failed"/>.
/// </summary>
internal sealed class PoisonBatchActor : UntypedActor, IWithTimers
{
    private const string DeadlineKey = "deadline";

    private readonly Batch _batch;
    private readonly BatchOutcome _refusedAs;
    private readonly IActorRef _quarantine;

    public PoisonBatchActor(Batch batch, BatchOutcome refusedAs, IActorRef quarantine)
    {
        _batch = batch;
        _refusedAs = refusedAs;
        _quarantine = quarantine;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Batch batch, BatchOutcome refusedAs, IActorRef quarantine) =>
        Akka.Actor.Props.Create(() => new PoisonBatchActor(batch, refusedAs, quarantine));

    protected override void PreStart()
    {
        Context.Watch(_quarantine);
        Timers.StartSingleTimer(DeadlineKey, Deadline.Instance, _batch.Settings.Edge.Deadline);
        _quarantine.Tell(new QuarantineProtocol.SetBodyAside(
            _batch.Origin,
            BatchOutcomeWord.Of(_refusedAs),
            _batch.Body.Bytes,
            _batch.Body));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case QuarantineProtocol.Kept:
                End(BatchOutcome.Quarantined);
                break;
            case QuarantineProtocol.NotKept or Terminated or Deadline:
                End(BatchOutcome.NotSetAside);
                break;
            case RunProtocol.Stop:
                End(BatchOutcome.Draining);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Its records were never counted, for it could not be read; so there is no number of them to tell.</summary>
    private void End(BatchOutcome outcome)
    {
        Context.Parent.Tell(new RunProtocol.Answer(new BatchAnswer(outcome, null, 0, null)));
        Context.Stop(Self);
    }

    private sealed record Deadline
    {
        public static Deadline Instance { get; } = new();
    }
}
