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
/// each holds its body. A BatchActor that fails has answered for itself and is not started again.
/// </summary>
internal sealed class BatchesActor : UntypedActor
{
    /// <summary>Bodies up to this many bytes count as small, and may use the blocks kept for such.</summary>
    public const long SmallBody = 1024 * 1024;

    private readonly BatchWork _work;
    private readonly IActorRef _receiversActor;
    private readonly Dictionary<IActorRef, Entry> _entries = [];
    private readonly Queue<Entry> _small = new();
    private readonly Queue<Entry> _large = new();
    private ImmutableDictionary<string, IActorRef> _receivers = ImmutableDictionary<string, IActorRef>.Empty;

    public BatchesActor(BatchWork work, IActorRef receivers)
    {
        _work = work;
        _receiversActor = receivers;
    }

    public static Props Props(BatchWork work, IActorRef receivers) =>
        Akka.Actor.Props.Create(() => new BatchesActor(work, receivers));

    protected override void PreStart() => _receiversActor.Tell(new ReceiversProtocol.Subscribe(Self));

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BatchesProtocol.Submit submit:
                Admit(submit);
                break;
            case ReceiversProtocol.Receivers receivers:
                _receivers = receivers.ByName;
                break;
            case BlocksFreed:
                StartWaiting();
                break;
            case Terminated ended:
                Forget(ended.ActorRef);
                break;
            case BatchesProtocol.StopAll:
                foreach (var batch in _entries.Keys)
                {
                    batch.Tell(BatchActor.Stop.Instance);
                }

                break;
            case InspectionProtocol.GetBatches:
                Sender.Tell(new InspectionProtocol.BatchesReport([.. _entries.Values.Select(entry => entry.Report())]));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Admit(BatchesProtocol.Submit submit)
    {
        var batch = submit.Batch;
        var progress = new BatchProgress(batch.Dataset, batch.Routes.Receivers.Length, _work.Accounts);
        var actor = Context.ActorOf(BatchActor.Props(batch, submit.Answer, progress, _work), batch.Id.Value);
        var entry = new Entry(actor, batch, progress);
        Context.Watch(actor);
        _entries.Add(actor, entry);
        (entry.IsSmall ? _small : _large).Enqueue(entry);
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
    private bool StartFrom(Queue<Entry> waiting)
    {
        while (waiting.TryPeek(out var entry))
        {
            if (!entry.HasEnded)
            {
                var needed = FormatPlan.BlocksNeeded(entry.Batch.Routes.Receivers.Length);
                if (_work.Pool.TryLease(needed, entry.IsSmall) is not { } lease)
                {
                    return false;
                }

                entry.Lease = lease;
                entry.Actor.Tell(new BatchActor.Start(lease, _receivers));
            }

            waiting.Dequeue();
        }

        return true;
    }

    private void Forget(IActorRef actor)
    {
        if (_entries.Remove(actor, out var entry))
        {
            // Also here, because the batch may have ended before it could take its lease.
            entry.Lease?.Dispose();
            entry.HasEnded = true;
            StartWaiting();
        }
    }

    private sealed record BlocksFreed : IDeadLetterSuppression
    {
        public static BlocksFreed Instance { get; } = new();
    }

    private sealed class Entry(IActorRef actor, Batch batch, BatchProgress progress)
    {
        public IActorRef Actor { get; } = actor;

        public Batch Batch { get; } = batch;

        public bool IsSmall { get; } = batch.Body.Length <= SmallBody;

        public BlockLease? Lease { get; set; }

        public bool HasEnded { get; set; }

        public InspectionProtocol.BatchReport Report() => new(
            Batch.Id.Value,
            Batch.Dataset,
            Batch.Source,
            Batch.Received,
            Lease is null ? "waiting" : "running",
            Batch.Body.Length,
            progress.Framed,
            progress.Quarantined,
            progress.Confirmed);
    }
}
