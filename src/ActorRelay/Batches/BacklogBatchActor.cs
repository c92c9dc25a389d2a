using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;

namespace ActorRelay.Batches;

/// <summary>
/// One copy out of the spool, on its way to its Receiver. Owns the claim, which it renews by saving progress; the memory
/// of the body; and the run of its graph. When it fails itself, the claim runs out, and the copy is delivered again from
/// the progress that was saved last.
/// </summary>
// waiting for room -> reading -> waiting for blocks -> running -> over
internal sealed partial class BacklogBatchActor : UntypedActor, IWithTimers
{
    private const string SaveKey = "save";

    /// <summary>A claim is renewed as often, though nothing moves.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private readonly SpoolClaim _claim;
    private readonly Stream _stored;
    private readonly RelaySettings _settings;
    private readonly BatchWork _work;
    private readonly BatchProgress _progress;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _endReading = new();
    private BatchBody? _body;
    private BatchFlow? _flow;
    private Exception? _failure;
    private SpoolProgress _saved;
    private DateTimeOffset _renewed;
    private bool _reading;
    private bool _lost;
    private bool _stopping;

    public BacklogBatchActor(SpoolClaim claim, Stream stored, RelaySettings settings, BatchWork work)
    {
        _claim = claim;
        _stored = stored;
        _settings = settings;
        _work = work;
        var batch = claim.Batch;
        _progress = new BatchProgress(
            batch.Dataset,
            receivers: 1,
            work.Accounts,
            new ResumePoint([claim.ConfirmedTo], batch.SetAsideTo, batch.Quarantined),
            batch.Framed);
        _saved = new SpoolProgress(claim.ConfirmedTo, batch.SetAsideTo, batch.Quarantined);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(SpoolClaim claim, Stream stored, RelaySettings settings, BatchWork work) =>
        Akka.Actor.Props.Create(() => new BacklogBatchActor(claim, stored, settings, work));

    protected override void PreStart()
    {
        _renewed = Now;
        Timers.StartPeriodicTimer(SaveKey, Save.Instance, _settings.Spool.SaveEvery);
        Read();
    }

    protected override void PostStop()
    {
        _flow?.Abort();
        _endReading.Cancel();
        _body?.Dispose();
        _progress.Close();
        if (!_reading)
        {
            _stored.Dispose();
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RoomFreed:
                Read();
                break;
            case BodyRead read:
                _reading = false;
                _body = read.Body;
                if (read.Failure is not null)
                {
                    _failure = read.Failure;
                    End();
                }
                else if (_stopping)
                {
                    End();
                }
                else
                {
                    Context.Parent.Tell(Ready.Instance);
                }

                break;
            case BatchActor.Start start:
                Run(start);
                break;
            case BatchFlow.OutputEnded ended:
                _failure = ended.Failure;
                break;
            case BatchFlow.Over:
                End();
                break;
            case Save:
                SaveProgress();
                break;
            case SpoolProtocol.Saved { Held: false }:
                _lost = true;
                GiveUp();
                break;
            case SpoolProtocol.Saved:
                break;
            case BatchActor.Stop:
                GiveUp();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Run(BatchActor.Start start)
    {
        if (_stopping)
        {
            start.Lease.Dispose();
            return;
        }

        var receiver = start.Receivers.GetValueOrDefault(_claim.Receiver, ActorRefs.Nobody);
        var plan = Plan(start.Lease, _body!);
        _flow = BatchFlow.Start(
            _body!.Share(), plan, [(_claim.Receiver, receiver)], _settings.Edge, Self, Context.System.Materializer(),
            isBacklog: true);
    }

    private void GiveUp()
    {
        _stopping = true;
        _flow?.Abort();
        _endReading.Cancel();
        if (_flow is null && !_reading)
        {
            End();
        }
    }

    private void End()
    {
        var delivered = _flow is not null && _failure is null;
        var getsOn = true;
        switch (_failure)
        {
            case var _ when _lost:
                _log.Info("Batch {0} is delivered to {1} by another", _claim.Batch.Id, _claim.Receiver);
                break;
            case null when delivered:
                _work.Spool.Tell(Ending);
                break;
            case null or NotConfirmedException or OperationCanceledException or NotSetAsideException or SpoolException:
                _work.Spool.Tell(new SpoolProtocol.Release(_claim, Progress) { Delivered = _progress.TakeDelivered(0) });
                getsOn = false;
                break;
            default:
                _log.Error(_failure, "Batch {0} of {1} cannot be delivered", _claim.Batch.Id, _claim.Batch.Dataset);
                _work.Spool.Tell(new SpoolProtocol.SetAside(
                    _failure is BodyException ? Ending : new SpoolProtocol.Finish(_claim, default, 0, 0), Progress, BatchEnds.Word(_failure)));
                break;
        }

        Context.Parent.Tell(new Ended(_claim.Receiver, GetsOn: getsOn));
        Context.Stop(Self);
    }

    /// <summary>What it came to. Every run of a body comes to the same end of it, be that where it cannot be read further.</summary>
    private SpoolProtocol.Finish Ending
    {
        get
        {
            var (from, more, filtered, repeated) = _progress.Uncounted;
            return new SpoolProtocol.Finish(_claim, new SpoolCount(_progress.Framed, more, from), filtered, repeated)
            {
                Delivered = _progress.TakeDelivered(0),
                EventTimes = _progress.EventTimes,
            };
        }
    }

    private void SaveProgress()
    {
        var progress = Progress;
        if (progress != _saved || Now - _renewed >= Renewal)
        {
            (_saved, _renewed) = (progress, Now);
            _work.Spool.Tell(new SpoolProtocol.Save(_claim, progress));
        }
    }

    private SpoolProgress Progress => _progress.Reached() is var reached
        ? new SpoolProgress(reached.ConfirmedTo[0], reached.SetAsideTo, reached.Quarantined)
        : default;

    /// <summary>Batch to parent: its body is in memory; it may start.</summary>
    public sealed record Ready
    {
        public static Ready Instance { get; } = new();
    }

    /// <summary>Batch to parent, at its end.</summary>
    /// <param name="GetsOn">The next one may do better; false when the Receiver does not take anything.</param>
    public sealed record Ended(string Receiver, bool GetsOn);

    private sealed record BodyRead(BatchBody? Body, Exception? Failure);

    private sealed record RoomFreed : IDeadLetterSuppression
    {
        public static RoomFreed Instance { get; } = new();
    }

    private sealed record Save
    {
        public static Save Instance { get; } = new();
    }
}
