using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Records;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool/quarantine</c>: keeps what cannot be delivered in the database that its parent opens, and the books of
/// it. It waits for nothing itself. A batch that has something set aside waits for it, which bounds what is written at
/// once. What cannot be written is answered <see cref="QuarantineProtocol.NotKept"/>, and the parent is told why; the next
/// one is tried again.
/// </summary>
// opening -> closed    there is no database: what comes is not kept
// opening -> counting  there is one: what it holds already is counted once, before anything is added
// counting -> open
// open <-> closed
internal sealed partial class QuarantineActor : UntypedActor, IWithUnboundedStash, IWithTimers
{
    private const string NoRoom =
        "relay.spool.max-size or relay.spool.min-free leaves no room for it beside the spool: raise it, or purge quarantine";

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(1);

    private readonly long _maxSize;
    private readonly RecordAccounts _accounts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IQuarantineStore? _store;
    private string _closed = "";
    private bool _counted;

    public QuarantineActor(long maxSize, RecordAccounts accounts)
    {
        _maxSize = maxSize;
        _accounts = accounts;
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="maxSize"><c>relay.quarantine.max-size</c>.</param>
    /// <param name="accounts">The books.</param>
    public static Props Props(long maxSize, RecordAccounts accounts) =>
        Akka.Actor.Props.Create(() => new QuarantineActor(maxSize, accounts));

    /// <summary>Opening and counting: soon it is known what to answer.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Opened or SpoolProtocol.Closed or Counted or NotCounted or CountAgain:
                OnDatabase(message);
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    private void Working(object message)
    {
        switch (message)
        {
            case QuarantineProtocol.SetAside lines:
                Keep(lines);
                break;
            case QuarantineProtocol.SetBodyAside body:
                Keep(body);
                break;
            case QuarantineProtocol.TakeBack back:
                TakeBack(back);
                break;
            case LinesKept { Kept: { } kept } lines:
                OnKept(lines.Asked, kept);
                break;
            case LinesKept { Kept: null } lines:
                Refuse(lines.Asked.Batch, NoRoom);
                break;
            case TakenBack taken:
                OnTakenBack(taken.Asked, taken.Lines);
                break;
            case BodyKept { Kept: { } kept } body:
                OnKept(body.Asked, body.Bytes, kept);
                break;
            case BodyKept { Kept: null } body:
                Refuse(body.Asked.Batch, NoRoom);
                break;
            case QuarantineKept kept:
                Count(kept, bodies: kept.New);
                break;
            case NotKept failed:
                Refuse(failed.Batch, failed.Failure.Message);
                Context.Parent.Tell(new SpoolProtocol.Failed(failed.Failure));
                break;
            case ISpoolQuestion question:
                OnQuestion(question);
                break;
            case Purged purged:
                OnPurged(purged.Counts);
                break;
            case NotPurged failed:
                Sender.Tell(new SpoolCommandProtocol.Unavailable(failed.Failure.Message));
                Context.Parent.Tell(new SpoolProtocol.Failed(failed.Failure));
                break;
            default:
                OnDatabase(message);
                break;
        }
    }

    private void OnDatabase(object message)
    {
        switch (message)
        {
            case SpoolProtocol.Opened opened:
                _store = opened.Store.Quarantine;
                Open();
                break;
            case SpoolProtocol.Closed closed:
                _store = null;
                _closed = closed.Reason;
                Work();
                break;
            case Counted counted:
                Restore(counted.Held);
                Work();
                break;
            case NotCounted failed:
                Context.Parent.Tell(new SpoolProtocol.Failed(failed.Failure));
                Timers.StartSingleTimer(CountAgain.Instance, CountAgain.Instance, BetweenCounts);
                break;
            case CountAgain:
                Open();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open()
    {
        if (_counted)
        {
            Work();
        }
        else if (_store is { } store)
        {
            Become(OnReceive);
            store.CountAsync().PipeTo(
                Self, success: held => new Counted(held), failure: e => new NotCounted(SpoolException.Of(e)));
        }
    }

    private void Work()
    {
        Become(Working);
        Stash.UnstashAll();
    }

    private void Restore(IReadOnlyList<QuarantineCount> held)
    {
        if (_counted)
        {
            return;
        }

        _counted = true;
        foreach (var dataset in held.Where(dataset => dataset.Lines > 0))
        {
            _accounts.Post(dataset.Dataset, new RecordCounts { Restored = dataset.Lines, Quarantined = dataset.Lines });
        }

        _accounts.Post(new BodyCounts { Quarantined = held.Sum(dataset => dataset.Bodies) });
    }

    private sealed record Counted(IReadOnlyList<QuarantineCount> Held);

    private sealed record NotCounted(SpoolException Failure);

    private sealed record CountAgain
    {
        public static CountAgain Instance { get; } = new();
    }
}
