using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
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
internal sealed partial class BatchesActor : UntypedActor, IWithTimers
{
    /// <summary>Bodies up to this many bytes count as small, and may use the blocks kept for such.</summary>
    public const long SmallBody = 1024 * 1024;

    private readonly BatchWork _work;
    private readonly IActorRef _receiversActor;
    private readonly BatchLedger _ledger;
    private readonly Dictionary<IActorRef, RunningBatch> _batches = [];
    private readonly Dictionary<LedgerKey, RunningBatch> _byKey = [];
    private readonly Queue<BlockRun> _small = new();
    private readonly Queue<BlockRun> _large = new();
    private readonly RelaySettings _settings;

    /// <summary>Null until they are known: a batch that started without would wait for its deadline.</summary>
    private ImmutableDictionary<string, IActorRef>? _receivers;
    private ImmutableHashSet<string> _down = [];

    public BatchesActor(RelaySettings settings, BatchWork work, IActorRef receivers, BatchLedger ledger)
    {
        _settings = settings;
        _work = work;
        _receiversActor = receivers;
        _ledger = ledger;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">What comes out of the spool is delivered under these.</param>
    /// <param name="work">What batches share.</param>
    /// <param name="receivers">Takes <see cref="ReceiversProtocol.Subscribe"/>.</param>
    /// <param name="ledger">Remembers batches.</param>
    public static Props Props(RelaySettings settings, BatchWork work, IActorRef receivers, BatchLedger ledger) =>
        Akka.Actor.Props.Create(() => new BatchesActor(settings, work, receivers, ledger));

    protected override void PreStart()
    {
        _receiversActor.Tell(new ReceiversProtocol.Subscribe(Self));
        _work.Spool.Tell(new SpoolProtocol.Subscribe(Self));
    }

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
            case BatchesProtocol.SubmitSpooled spooled:
                Admit(spooled);
                break;
            case BatchActor.Answered ended:
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
                _down = receivers.Down;
                StartWaiting();
                foreach (var backlog in _backlogs.Values)
                {
                    Claim(backlog);
                }

                break;
            case BlocksFreed:
                StartWaiting();
                break;
            case Terminated terminated:
                Answer(terminated.ActorRef, Failed);
                ForgetBatch(terminated.ActorRef);
                ForgetCopy(terminated.ActorRef);
                break;
            case BatchesProtocol.StopAll:
                foreach (var batch in _batches.Keys)
                {
                    batch.Tell(BatchActor.Stop.Instance);
                }

                break;
            case BatchesProtocol.GetBatches:
                Sender.Tell(new BatchesProtocol.BatchesReport(
                    [.. _batches.Values.Select(batch => batch.Report())],
                    new BatchesProtocol.LedgerReport(_ledger.Count, _ledger.Forgotten)));
                break;
            default:
                OnBacklog(message);
                break;
        }
    }

    private void Start(BlockRun run)
    {
        (run.IsSmall ? _small : _large).Enqueue(run);
        StartWaiting();
    }

    private void StartWaiting()
    {
        // When the Receivers are known this is called again.
        if (_receivers is null || (StartFrom(_small) & StartFrom(_large)))
        {
            return;
        }

        var self = Self;
        _work.Pool.WhenFreed(() => self.Tell(BlocksFreed.Instance));

        // What came back between the attempt and the line above woke nobody.
        _ = StartFrom(_small) & StartFrom(_large);
    }

    /// <summary>Starts what can start, in order. False when some must wait.</summary>
    private bool StartFrom(Queue<BlockRun> waiting)
    {
        while (waiting.TryPeek(out var run))
        {
            if (!run.HasEnded)
            {
                if (_work.Pool.TryLease(run.Blocks, run.IsSmall) is not { } lease)
                {
                    return false;
                }

                run.Lease = lease;
                run.Actor.Tell(new BatchActor.Start(lease, _receivers!));
            }

            waiting.Dequeue();
        }

        return true;
    }

    private void ForgetBatch(IActorRef actor)
    {
        if (_batches.Remove(actor, out var batch))
        {
            Forget(batch.Run);
        }
    }

    private void Forget(BlockRun run)
    {
        // Also here, because it may have ended before it could take its lease.
        run.Lease?.Dispose();
        run.HasEnded = true;
        StartWaiting();
    }

    private sealed record BlocksFreed : IDeadLetterSuppression
    {
        public static BlocksFreed Instance { get; } = new();
    }
}
