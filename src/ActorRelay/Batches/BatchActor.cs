using ActorRelay.Accounts;
using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// One batch that was posted: its deadline, and its answer, which it tells its parent once. The body and all that is done
/// with it are its child's, the run. It stops when the run is over. If it or the run fails, its parent answers
/// <see cref="BatchOutcome.Failed"/> and the sender comes again.
/// <para>
/// It is spooled when a Receiver is down, at the deadline, when the relay stops, or first of all
/// (<c>acknowledge = "spooled"</c>). Then it is answered, and the run goes on as long as it makes progress.
/// </para>
/// </summary>
// waiting -> delivering -> answered               it is confirmed, or refused
// delivering -> spooling instead -> answered      it would be refused, and is spooled if it can be
// spooling first -> waiting, or delivering        it is not spooled, and goes on as if there were no spool
internal sealed class BatchActor : UntypedActor, IWithTimers
{
    private const string DeadlineKey = "deadline";

    private readonly Batch _batch;
    private readonly BatchProgress _progress;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _run;
    private string? _notSpooled;

    public BatchActor(Batch batch, BatchProgress progress, BatchWork work)
    {
        _batch = batch;
        _progress = progress;
        _run = Context.ActorOf(RunActor.Props(Run.Of(batch, progress), work, Context.Parent), "run");
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Batch batch, BatchProgress progress, BatchWork work) =>
        Akka.Actor.Props.CreateBy(new Producer(batch, progress, work));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(DeadlineKey, Deadline.Instance, _batch.Settings.Edge.Deadline);
        if (_batch.Settings is { Edge.Acknowledge: AcknowledgeWhen.Spooled, Spool.Enabled: true })
        {
            _run.Tell(new RunProtocol.Spool(IsLastResort: false));
            Become(message => SpoolingFirst(message, Waiting, ForMemory));
        }
        else
        {
            Become(Waiting);
        }
    }

    /// <summary>There is no batch without its run.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void OnReceive(object message) => Unhandled(message);

    /// <summary>The batch is in the queue for blocks.</summary>
    private void Waiting(object message)
    {
        switch (message)
        {
            case RunProtocol.Start:
                _run.Forward(message);
                Become(Delivering);
                break;
            case Deadline:
                GiveUp(Late(ForMemory()));
                break;
            default:
                Delivering(message);
                break;
        }
    }

    private void Delivering(object message)
    {
        switch (message)
        {
            case RunProtocol.Confirmed:
                Answer(BatchAnswer.Of(null, _progress));
                break;
            case RunProtocol.Lost lost:
                GiveUp(lost.Reason);
                break;
            case RunProtocol.Broken broken:
                Refuse(broken.Failure);
                break;
            case Deadline:
                GiveUp(Late(ForReceivers()));
                break;
            case RunProtocol.Stop:
                GiveUp(Stopping());
                _run.Tell(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>It cannot be answered as confirmed any more: it is spooled instead, or refused.</summary>
    private void GiveUp(Exception reason)
    {
        if (_batch.Settings.Spool.Enabled && _notSpooled is null)
        {
            _run.Tell(new RunProtocol.Spool(IsLastResort: true));
            Become(message => SpoolingInstead(message, reason));
        }
        else
        {
            Refuse(reason);
        }
    }

    /// <summary>It goes on meanwhile. What comes of that counts if it is not spooled, and the run says so then.</summary>
    private void SpoolingFirst(object message, UntypedReceive otherwise, Func<string> waits)
    {
        switch (message)
        {
            case RunProtocol.Start:
                _run.Forward(message);
                Become(next => SpoolingFirst(next, Delivering, ForReceivers));
                break;
            case RunProtocol.NotSpooled { IsConfirmed: false } not:
                _notSpooled = not.Reason;
                Become(otherwise);
                break;
            case RunProtocol.Lost lost:
                Become(next => SpoolingInstead(next, lost.Reason));
                break;
            case Deadline:
                Become(next => SpoolingInstead(next, Late(waits())));
                break;
            case RunProtocol.Stop:
                Become(next => SpoolingInstead(next, Stopping()));
                _run.Tell(message);
                break;
            default:
                Spooling(message);
                break;
        }
    }

    /// <summary>The batch is refused only if the spool does not take it.</summary>
    private void SpoolingInstead(object message, Exception reason)
    {
        switch (message)
        {
            case RunProtocol.Start start:
                start.Lease.Dispose();
                break;
            case RunProtocol.NotSpooled { IsConfirmed: false } not:
                _notSpooled = not.Reason;
                Refuse(reason);
                break;
            case RunProtocol.Stop:
                _run.Tell(message);
                break;
            case RunProtocol.Lost or Deadline:
                break;
            default:
                Spooling(message);
                break;
        }
    }

    private void Spooling(object message)
    {
        switch (message)
        {
            case RunProtocol.Spooled spooled:
                Answer(new BatchAnswer(BatchOutcome.Spooled, null, _progress.Quarantined, null) { WaitsFor = spooled.WaitsFor });
                break;
            case RunProtocol.NotSpooled { IsConfirmed: true }:
                Answer(BatchAnswer.Of(null, _progress));
                break;
            case RunProtocol.Confirmed or RunProtocol.Broken or RunProtocol.Over:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Refuse(Exception reason)
    {
        _run.Tell(RunProtocol.Stop.Instance);
        _progress.Close();
        var answer = BatchAnswer.Of(reason, _progress) with { NotSpooled = _notSpooled };
        if (answer.Outcome is BatchOutcome.Failed)
        {
            _log.Error(reason, "Batch {0} of {1} failed", _batch.Id, _batch.Dataset);
        }
        else
        {
            // The edge warns of refused batches, of many together.
            _log.Debug("Batch {0} of {1} is refused: {2}", _batch.Id, _batch.Dataset, reason.Message);
        }

        Answer(answer);
    }

    private void Answer(BatchAnswer answer)
    {
        Timers.Cancel(DeadlineKey);
        Context.Parent.Tell(new RunProtocol.Answer(answer));
        Become(Answered);
    }

    private void Answered(object message)
    {
        switch (message)
        {
            case RunProtocol.Start or RunProtocol.Stop:
                _run.Forward(message);
                break;
            case RunProtocol.Over:
                Context.Stop(Self);
                break;
            case RunProtocol.Confirmed or RunProtocol.Lost or RunProtocol.Broken:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static string ForMemory() => "memory: raise relay.blocks, or look for a Receiver that is slow";

    /// <summary>For those that have not confirmed what was read.</summary>
    private string ForReceivers() => string.Join(" and ", _batch.Routes.Receivers.Where(
        (_, i) => _progress.Framed == 0 || _progress.ConfirmedTo(i) < _progress.Framed));

    private static BatchAbortedException Late(string waits) => new(BatchOutcome.NotConfirmed, $"the deadline passed waiting for {waits}");

    private static BatchAbortedException Stopping() => new(BatchOutcome.Draining, "the relay is stopping");

    /// <summary>One is made per batch, and the usual expression would be taken apart each time.</summary>
    private sealed class Producer(Batch batch, BatchProgress progress, BatchWork work) : IIndirectActorProducer
    {
        public Type ActorType => typeof(BatchActor);

        public ActorBase Produce() => new BatchActor(batch, progress, work);

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed record Deadline
    {
        public static Deadline Instance { get; } = new();
    }
}
