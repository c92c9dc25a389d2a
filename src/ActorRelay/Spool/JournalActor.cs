using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// <c>/user/spool/journal</c>: owns the entries that are not written yet, and writes them in groups, so that no batch waits
/// for it: a crash loses those of the last second. While there is no database they wait in memory; beyond
/// <see cref="MostWaiting"/> a new one is dropped, counted, and complained of. Every hour it deletes what is too old or too
/// much. What is too old it does not take from the clock alone, for one that jumps ahead would delete everything: its time
/// begins at the youngest entry, and goes on by what has passed since. A clock that has gone like that for a day is believed.
/// </summary>
// closed <-> open, and while open: idle --256 entries, a second, or Flush--> writing --written or not--> idle
internal sealed partial class JournalActor : UntypedActor, IWithTimers
{
    /// <summary>About 0.5 KiB each.</summary>
    public const int MostWaiting = 20_000;

    private const int Group = 256;

    /// <summary>
    /// A copy may be delivered before it is known that its batch was answered: what is told of it then waits for so many
    /// groups.
    /// </summary>
    private const int MostAttempts = 10;

    private const string GroupKey = "group";
    private const string TrimKey = "trim";

    private static readonly TimeSpan BetweenGroups = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTrims = TimeSpan.FromHours(1);
    private static readonly TimeSpan UntilBelieved = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);

    private readonly JournalSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly LinkedList<Item> _waiting = [];
    private IJournalStore? _store;
    private string _closed = "the database is being opened";
    private IActorRef? _flusher;
    private bool _writing;
    private DateTimeOffset? _begin;
    private DateTimeOffset _clock;
    private long _begun;
    private long _dropped;
    private long _complainedOf;

    public JournalActor(JournalSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings"><c>relay.journal</c>.</param>
    /// <param name="time">Says how old an entry is.</param>
    public static Props Props(JournalSettings settings, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new JournalActor(settings, time));

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(GroupKey, Tick.Instance, BetweenGroups);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JournalProtocol.Write or JournalProtocol.Add or JournalProtocol.Reassign:
                Take(message);
                break;
            case Tick:
                Complain();
                WriteGroup();
                break;
            case Written written:
                OnWritten(written);
                break;
            case SpoolProtocol.Opened opened:
                _store = opened.Store.Journal;
                Timers.StartPeriodicTimer(TrimKey, Trim.Instance, TimeSpan.Zero, BetweenTrims);
                break;
            case Newest newest:
                Begin(newest.Received);
                Self.Tell(Trim.Instance);
                break;
            case SpoolProtocol.Closed closed:
                _store = null;
                _closed = closed.Reason;
                break;
            case Trim when _begin is null:
                _store?.NewestAsync().PipeTo(
                    Self, success: newest => new Newest(newest), failure: e => new Failed(SpoolException.Of(e)));
                break;
            case Trim:
                _store?.TrimAsync(Now - _settings.Keep, _settings.MaxEntries).PipeTo(
                    Self, success: count => new Trimmed(count), failure: e => new Failed(SpoolException.Of(e)));
                break;
            case Trimmed { Count: var count }:
                if (count > 0)
                {
                    _log.Info("Journal: deleted its {0} oldest entries, for they are too old or too many", count);
                }

                break;
            case Failed failed:
                Context.Parent.Tell(new SpoolProtocol.Failed(failed.Failure));
                break;
            case JournalProtocol.Flush:
                _flusher = Sender;
                FlushOrEnd();
                break;
            default:
                OnAudit(message);
                break;
        }
    }

    /// <summary>Later than the clock says it never is.</summary>
    private DateTimeOffset Now
    {
        get
        {
            var passed = _time.GetElapsedTime(_begun);
            var clock = _time.GetUtcNow();
            var isSteady = passed >= UntilBelieved && (clock - _clock - passed).Duration() < BetweenTrims;
            return isSteady || _begin + passed > clock ? clock : _begin!.Value + passed;
        }
    }

    private void Begin(DateTimeOffset? newest)
    {
        var clock = _time.GetUtcNow();
        _begin = newest < clock ? newest : clock;
        _clock = clock;
        _begun = _time.GetTimestamp();
    }

    private void Complain()
    {
        if (_dropped > _complainedOf && !Timers.IsTimerActive(nameof(Complain)))
        {
            Timers.StartSingleTimer(nameof(Complain), Tick.Instance, BetweenComplaints);
            _complainedOf = _dropped;
            _log.Error(
                "Journal: {0} entries wait for the database, and no more can; dropped so far, batches an audit will miss: {1}",
                _waiting.Count, _dropped);
        }
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Trim
    {
        public static Trim Instance { get; } = new();
    }

    private sealed record Newest(DateTimeOffset? Received);

    private sealed record Trimmed(long Count);

    private sealed record Failed(SpoolException Failure);
}
