using System.Collections.Immutable;
using ActorRelay.Delivery;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorRelay.Batches;

/// <summary>
/// One batch, from its last byte to its answer. Owns the body, the run of its graph and the deadline; tells its parent the
/// answer, and stops. If it fails itself, its parent answers <see cref="BatchOutcome.Failed"/> and the sender comes again.
/// </summary>
/// <remarks>
/// <code>
/// Waiting --Start--> Running --RunEnded--> (Ended, stopped)
///    |                  |
///    +--Deadline, Stop--+--> Running: the graph is aborted, and RunEnded follows; Waiting: Ended, stopped
/// </code>
/// </remarks>
internal sealed class BatchActor : UntypedActor, IWithTimers
{
    private const string DeadlineKey = "deadline";

    private readonly Batch _batch;
    private readonly BatchProgress _progress;
    private readonly BatchWork _work;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _abort = new();
    private BatchAbortedException? _aborted;
    private bool _running;

    public BatchActor(Batch batch, BatchProgress progress, BatchWork work)
    {
        _batch = batch;
        _progress = progress;
        _work = work;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Batch batch, BatchProgress progress, BatchWork work) =>
        Akka.Actor.Props.CreateBy(new Producer(batch, progress, work));

    protected override void PreStart() =>
        Timers.StartSingleTimer(DeadlineKey, Deadline.Instance, _batch.Settings.Edge.Deadline);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Start start:
                Run(start);
                Become(Running);
                break;
            case Deadline:
                End(Aborted.Late("waiting for memory: raise relay.blocks, or look for a Receiver that is slow"));
                break;
            case Stop:
                End(Aborted.Stopping);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Running(object message)
    {
        switch (message)
        {
            case Deadline:
                Abort(Aborted.Late($"waiting for {string.Join(" and ", Laggards())}"));
                break;
            case Stop:
                Abort(Aborted.Stopping);
                break;
            case RunEnded ended:
                End(ended.Failure is null ? null : _aborted ?? ended.Failure);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        if (!_running)
        {
            _batch.Body.Dispose();
        }

        _abort.Cancel();
        _progress.Close();
    }

    private void Run(Start start)
    {
        var receivers = _batch.Routes.Receivers;
        var missing = receivers.FirstOrDefault(name => !start.Receivers.ContainsKey(name));
        if (missing is not null)
        {
            Self.Tell(new RunEnded(new NotConfirmedException(missing, "is being started again")));
            return;
        }

        var edge = _batch.Settings.Edge;
        var run = new BatchRun(_batch.Body.Bytes, edge.MaxInflated, edge.MaxLine, Plan(start.Lease));
        var delivery = new BatchDelivery(
            _batch.Id, [.. receivers.Select(name => (name, start.Receivers[name]))], _progress, _abort.Token);
        BatchGraphs.Run(run, delivery, Context.System.Materializer());
        _running = true;
        EndAsync(delivery.Ends, run.BodyClosed, start.Lease).PipeTo(Self);
    }

    /// <summary>The body is given back only when no stage can read it any more, whatever else went wrong.</summary>
    private async Task<RunEnded> EndAsync(ImmutableArray<Task> deliveries, Task bodyClosed, BlockLease lease)
    {
        var failure = await FirstFailureAsync(deliveries);
        await bodyClosed;
        _batch.Body.Dispose();
        lease.Dispose();
        return new RunEnded(failure);
    }

    /// <summary>Ends when all have; one that fails ends the others, for there will be no 200 any more.</summary>
    private async Task<Exception?> FirstFailureAsync(ImmutableArray<Task> deliveries)
    {
        Exception? failure = null;
        await foreach (var delivery in Task.WhenEach(deliveries))
        {
            if (!delivery.IsCompletedSuccessfully && failure is null)
            {
                failure = delivery.Exception?.GetBaseException() ?? new OperationCanceledException();
                await _abort.CancelAsync();
            }
        }

        return failure;
    }

    private FormatPlan Plan(BlockLease lease) => new()
    {
        Batch = _batch.Id,
        Dataset = _batch.Dataset,
        Source = _batch.Source,
        Host = _work.Host,
        Input = _batch.Routes.Input,
        Received = _batch.Received,
        Outputs = OutputPlan.For(_batch.Routes, _batch.Settings),
        SampleKey = _batch.Hash.A,
        Lease = lease,
        Progress = _progress,
        Quarantine = _work.Quarantine,
        Seen = _batch.Routes.Input is InputStyle.Json
            ? _work.Datasets.Of(_batch.Dataset, _batch.Routes.Receivers)
            : null,
    };

    private void Abort(BatchAbortedException reason)
    {
        _aborted ??= reason;
        _abort.Cancel();
    }

    private IEnumerable<string> Laggards() =>
        _batch.Routes.Receivers.Where((_, i) => _progress.Framed == 0 || _progress.ConfirmedTo(i) < _progress.Framed);

    private void End(Exception? failure)
    {
        _progress.Close();
        var answer = BatchEnds.Answer(failure, _progress);
        if (answer.Outcome is BatchOutcome.Failed)
        {
            _log.Error(failure, "Batch {0} of {1} failed", _batch.Id, _batch.Dataset);
        }
        else if (failure is not null)
        {
            _log.Warning("Batch {0} of {1} is refused: {2}", _batch.Id, _batch.Dataset, failure.Message);
        }

        Context.Parent.Tell(new Ended(answer));
        Context.Stop(Self);
    }

    /// <summary>Parent to batch: the blocks are yours, these are the Receivers.</summary>
    public sealed record Start(BlockLease Lease, ImmutableDictionary<string, IActorRef> Receivers);

    /// <summary>Parent to batch: the relay stops, and can wait no longer.</summary>
    public sealed record Stop
    {
        public static Stop Instance { get; } = new();
    }

    /// <summary>Batch to parent: this is the answer. Nothing more comes.</summary>
    public sealed record Ended(BatchAnswer Answer);

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

    private sealed record RunEnded(Exception? Failure) : IDeadLetterSuppression;

    private static class Aborted
    {
        public static BatchAbortedException Stopping => new(BatchOutcome.Draining, "the relay is stopping");

        public static BatchAbortedException Late(string doing) =>
            new(BatchOutcome.NotConfirmed, $"the deadline passed {doing}");
    }
}
