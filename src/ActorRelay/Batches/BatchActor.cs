using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// One batch, from its last byte until nothing of it is left to do here. Owns the body, the run of its graph, the deadline
/// and, once it is spooled, the claims on what it still delivers. It tells its parent the answer, once, and stops when the
/// run is over. If it fails itself, its parent answers <see cref="BatchOutcome.Failed"/> and the sender comes again; claims
/// it had run out, and what they were for is delivered out of the spool.
/// <para>
/// It is spooled when a Receiver is down, at the deadline, when the relay stops, or first of all
/// (<c>acknowledge = "spooled"</c>). Then it is answered, and the run goes on as long as it gets on.
/// </para>
/// </summary>
// waiting -> running     it has its blocks
// running -> over        every output has ended
// beside that: not spooled -> putting -> spooled; putting -> not spooled when the spool does not take it
internal sealed partial class BatchActor : UntypedActor, IWithTimers
{
    private const string DeadlineKey = "deadline";

    private readonly Batch _batch;
    private readonly BatchProgress _progress;
    private readonly BatchWork _work;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly BatchOutput[] _outputs;
    private BatchFlow? _flow;
    private bool _answered;
    private bool _isOver;

    /// <summary>What it is refused with, unless it is spooled.</summary>
    private Exception? _refusal;

    public BatchActor(Batch batch, BatchProgress progress, BatchWork work)
    {
        _batch = batch;
        _progress = progress;
        _work = work;
        _outputs = [.. batch.Routes.Receivers.Select(name => new BatchOutput(name))];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Batch batch, BatchProgress progress, BatchWork work) =>
        Akka.Actor.Props.CreateBy(new Producer(batch, progress, work));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(DeadlineKey, Deadline.Instance, _batch.Settings.Edge.Deadline);
        if (_batch.Settings.Edge.Acknowledge is Configuration.AcknowledgeWhen.Spooled)
        {
            TrySpool();
        }
    }

    protected override void PostStop()
    {
        _flow?.Abort();
        _endPut.Cancel();
        _progress.Close();
        _batch.Body.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Start start:
                Run(start);
                break;
            case BatchFlow.OutputEnded ended:
                OnOutputEnded(ended);
                break;
            case BatchFlow.Over:
                _isOver = true;
                SettleClaims();
                StopWhenDone();
                break;
            case Deadline:
                GiveUp(Aborted.Late(_flow is not null
                    ? $"waiting for {string.Join(" and ", Laggards())}"
                    : "waiting for memory: raise relay.blocks, or look for a Receiver that is slow"));
                break;
            case Stop:
                GiveUp(Aborted.Stopping);
                LeaveToSpool();
                break;
            default:
                OnSpool(message);
                break;
        }
    }

    private void Run(Start start)
    {
        if (_refusal is not null || _lettingGo)
        {
            start.Lease.Dispose();
            return;
        }

        var receivers = _batch.Routes.Receivers
            .Select(name => (name, start.Receivers.GetValueOrDefault(name, ActorRefs.Nobody))).ToImmutableArray();

        // First, for if it cannot be made, nobody would give the body back.
        var plan = BatchPlan.Of(_batch, start.Lease, _progress, _work);
        _flow = BatchFlow.Start(
            _batch.Body.Share(), plan, receivers, _batch.Settings.Edge, Self, Context.System.Materializer(),
            spools: _batch.Settings.Spool.Enabled);
    }

    private void OnOutputEnded(BatchFlow.OutputEnded ended)
    {
        // Where there is no Receiver there still is an output.
        if (ended.Output < _outputs.Length)
        {
            _outputs[ended.Output].End(ended.Failure);
        }

        if (ended.Failure is not (null or NotConfirmedException or OperationCanceledException))
        {
            _failure ??= ended.Failure;
        }

        SettleClaims();
        switch (ended.Failure)
        {
            case null:
                AnswerWhenConfirmed();
                break;
            case OperationCanceledException when _refusal is not null || _lettingGo:
                break;
            case NotConfirmedException lost:
                GiveUp(lost);
                AbortWhenAllLost();
                break;
            case BodyException when IsDraining:
                break;
            default:
                Fail(ended.Failure);
                break;
        }
    }

    /// <summary>It cannot be answered as confirmed any more: it is spooled instead, or refused.</summary>
    private void GiveUp(Exception reason)
    {
        if (_answered || _refusal is not null)
        {
            return;
        }

        _refusal = reason;
        if (!TrySpool())
        {
            Refuse();
        }
    }

    /// <summary>The body cannot be read, or what is in it cannot be kept.</summary>
    private void Fail(Exception failure)
    {
        _flow?.Abort();
        if (!_answered && !IsPutting)
        {
            _refusal = failure;
            Refuse();
        }
    }

    private void AnswerWhenConfirmed()
    {
        if (!_answered && !IsPutting && _refusal is null && _outputs.All(output => output.IsConfirmed))
        {
            Answer(BatchEnds.Answer(null, _progress));
        }
    }

    private void Refuse()
    {
        _flow?.Abort();
        _progress.Close();
        var answer = BatchEnds.Answer(_refusal, _progress) with { NotSpooled = _notStored };
        if (answer.Outcome is BatchOutcome.Failed)
        {
            _log.Error(_refusal, "Batch {0} of {1} failed", _batch.Id, _batch.Dataset);
        }
        else
        {
            // The edge warns of it, of many together.
            _log.Debug("Batch {0} of {1} is refused: {2}", _batch.Id, _batch.Dataset, _refusal!.Message);
        }

        Answer(answer);
        StopWhenDone();
    }

    private void Answer(BatchAnswer answer)
    {
        _answered = true;
        Timers.Cancel(DeadlineKey);
        Context.Parent.Tell(new Answered(answer));
        StopWhenDone();
    }

    private void AbortWhenAllLost()
    {
        if (_outputs.All(output => output.HasEnded))
        {
            _flow?.Abort();
        }
    }

    private void StopWhenDone()
    {
        var waits = _flow is null && !_lettingGo && _refusal is null;
        if (_answered && !IsPutting && !waits && (_isOver || _flow is null))
        {
            Context.Stop(Self);
        }
    }

    private IEnumerable<string> Laggards() => _batch.Routes.Receivers.Where((_, i) => !_outputs[i].HasEnded
        && (_progress.Framed == 0 || _progress.ConfirmedTo(i) < _progress.Framed));
}
