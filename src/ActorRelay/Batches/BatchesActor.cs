using System.Collections.Immutable;
using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// <c>/user/batches</c>: admits batches and starts each as soon as its blocks can be promised, oldest first; small ones
/// wait in a line of their own and so never behind a big one. How many can wait is bounded by the edge's <c>in-flight</c>:
/// each holds its body. It answers every post once; a BatchActor that fails is answered for and not started again.
/// <para>
/// It owns the ledger: a body that runs already is joined, one that was finished is not sent again, one that was half done
/// goes on, and one that was refused for what it holds is set aside.
/// </para>
/// </summary>
internal sealed partial class BatchesActor : UntypedActor
{
    /// <summary>Bodies up to this many bytes count as small, and may use the blocks kept for such.</summary>
    public const long SmallBody = 1024 * 1024;

    private readonly BatchWork _work;
    private readonly IActorRef _receiversActor;
    private readonly BatchLedger _ledger;
    private readonly Dictionary<IActorRef, RunningBatch> _batches = [];
    private readonly Dictionary<LedgerKey, RunningBatch> _byKey = [];
    private readonly Queue<RunningBatch> _small = new();
    private readonly Queue<RunningBatch> _large = new();
    private ImmutableDictionary<string, IActorRef> _receivers = ImmutableDictionary<string, IActorRef>.Empty;

    public BatchesActor(BatchWork work, IActorRef receivers, BatchLedger ledger)
    {
        _work = work;
        _receiversActor = receivers;
        _ledger = ledger;
    }

    public static Props Props(BatchWork work, IActorRef receivers, BatchLedger ledger) =>
        Akka.Actor.Props.Create(() => new BatchesActor(work, receivers, ledger));

    protected override void PreStart() => _receiversActor.Tell(new ReceiversProtocol.Subscribe(Self));

    protected override void PostStop()
    {
        foreach (var batch in _batches.Values)
        {
            batch.Answer(Failed);
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BatchesProtocol.Submit submit:
                Admit(submit);
                break;
            case BatchActor.Ended ended:
                Answer(Sender, ended.Answer);
                break;
            case BatchesProtocol.Answered answered:
                _ledger.Answered(answered.Key, answered.Request);
                break;
            case BatchesProtocol.NotAnswered notAnswered:
                TakeBack(notAnswered);
                break;
            case ReceiversProtocol.Receivers receivers:
                _receivers = receivers.ByName;
                break;
            case BlocksFreed:
                StartWaiting();
                break;
            case Terminated terminated:
                Answer(terminated.ActorRef, Failed);
                Forget(terminated.ActorRef);
                break;
            case BatchesProtocol.StopAll:
                foreach (var batch in _batches.Keys)
                {
                    batch.Tell(BatchActor.Stop.Instance);
                }

                break;
            case InspectionProtocol.GetBatches:
                Sender.Tell(new InspectionProtocol.BatchesReport(
                    [.. _batches.Values.Select(batch => batch.Report())],
                    new InspectionProtocol.LedgerReport(_ledger.Count, _ledger.Forgotten)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(RunningBatch batch)
    {
        (batch.IsSmall ? _small : _large).Enqueue(batch);
        StartWaiting();
    }

    private void StartWaiting()
    {
        if (StartFrom(_small) & StartFrom(_large))
        {
            return;
        }

        var self = Self;
        _work.Pool.WhenFreed(() => self.Tell(BlocksFreed.Instance));

        // What came back between the attempt and the line above woke nobody.
        _ = StartFrom(_small) & StartFrom(_large);
    }

    /// <summary>Starts what can start, in order. False when some must wait.</summary>
    private bool StartFrom(Queue<RunningBatch> waiting)
    {
        while (waiting.TryPeek(out var batch))
        {
            if (!batch.HasEnded)
            {
                var needed = FormatPlan.BlocksNeeded(batch.Batch.Routes.Receivers.Length);
                if (_work.Pool.TryLease(needed, batch.IsSmall) is not { } lease)
                {
                    return false;
                }

                batch.Lease = lease;
                batch.Actor.Tell(new BatchActor.Start(lease, _receivers));
            }

            waiting.Dequeue();
        }

        return true;
    }

    private void Forget(IActorRef actor)
    {
        if (_batches.Remove(actor, out var batch))
        {
            // Also here, because the batch may have ended before it could take its lease.
            batch.Lease?.Dispose();
            batch.HasEnded = true;
            StartWaiting();
        }
    }

    private sealed record BlocksFreed : IDeadLetterSuppression
    {
        public static BlocksFreed Instance { get; } = new();
    }
}
