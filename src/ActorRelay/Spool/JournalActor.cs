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
internal sealed class JournalActor : UntypedActor, IWithTimers
{
    /// <summary>About 0.5 KiB each.</summary>
    public const int MostWaiting = 20_000;

    private const int Group = 256;

    /// <summary>What an audit names of each kind, and rows of a page of it.</summary>
    private const int MostNamed = 100;
    private const int Page = 500;

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
            case SpoolProtocol.Flush:
                _flusher = Sender;
                FlushOrEnd();
                break;
            case JournalProtocol.GetAudit { Query: var query }:
                Answer(async store => await store.AuditAsync(query, MostNamed));
                break;
            case JournalProtocol.GetAuditPage page:
                Answer(async store => new JournalProtocol.AuditPage(await store.ListAsync(page.Query, page.After, Page)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(object item)
    {
        if (_waiting.Count >= MostWaiting)
        {
            _dropped++;
            return;
        }

        _waiting.AddLast(new Item(item, 0));
        if (_waiting.Count >= Group)
        {
            WriteGroup();
        }
    }

    private void WriteGroup()
    {
        if (_writing || _waiting.Count == 0 || _store is not { } store)
        {
            return;
        }

        _writing = true;
        var group = _waiting.Take(Group).ToList();
        group.ForEach(_ => _waiting.RemoveFirst());
        WriteAsync(store, group).PipeTo(Self);
    }

    /// <summary>The store commits them together; what of it was not written is told.</summary>
    private static async Task<Written> WriteAsync(IJournalStore store, List<Item> group)
    {
        var left = new List<Item>();
        var early = new List<Item>();
        SpoolException? failure = null;
        foreach (var (item, writing) in group.Select(item => (item, WriteAsync(store, item.Message))).ToList())
        {
            try
            {
                if (!await writing && item.Attempts < MostAttempts)
                {
                    early.Add(item with { Attempts = item.Attempts + 1 });
                }
            }
            catch (Exception e)
            {
                left.Add(item);
                failure = SpoolException.Of(e);
            }
        }

        return new Written(left, early, failure);
    }

    /// <returns>False when the batch is not in the journal.</returns>
    private static async Task<bool> WriteAsync(IJournalStore store, object message)
    {
        switch (message)
        {
            case JournalProtocol.Add add:
                return await store.AddAsync(add.Batch, add.Delivery, add.Records, add.EventTimes);
            case JournalProtocol.Reassign reassign:
                await store.ReassignAsync(reassign.Receiver, reassign.To);
                return true;
            default:
                await store.WriteAsync(((JournalProtocol.Write)message).Entry);
                return true;
        }
    }

    /// <summary>What was not written is the first to be tried again, at the next tick.</summary>
    private void OnWritten(Written written)
    {
        _writing = false;
        for (var i = written.Left.Count - 1; i >= 0; i--)
        {
            _waiting.AddFirst(written.Left[i]);
        }

        written.Early.ForEach(item => _waiting.AddLast(item));

        if (written.Failure is { } failure)
        {
            Context.Parent.Tell(new SpoolProtocol.Failed(failure));
        }
        else if (_waiting.Count >= Group)
        {
            WriteGroup();
        }

        if (_flusher is not null)
        {
            FlushOrEnd(failed: written.Failure is not null);
        }
    }

    private void FlushOrEnd(bool failed = false)
    {
        if (_waiting.Count > 0 && _store is not null && !failed)
        {
            WriteGroup();
        }
        else if (!_writing)
        {
            _flusher?.Tell(SpoolProtocol.Flushed.Instance);
            _flusher = null;
        }
    }

    /// <summary>What an auditor asks is read beside what is written.</summary>
    private void Answer(Func<IJournalStore, Task<object>> read)
    {
        if (_store is { } store)
        {
            read(store).PipeTo(Sender, failure: e => new SpoolProtocol.Unavailable(e.Message));
        }
        else
        {
            Sender.Tell(new SpoolProtocol.Unavailable(_closed));
        }
    }

    /// <summary>This time is never later than the clock says.</summary>
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

    /// <param name="Left">The database did not take them.</param>
    /// <param name="Early">Their batches are not in the journal.</param>
    /// <param name="Failure">Why some are left; null when none is.</param>
    private sealed record Written(List<Item> Left, List<Item> Early, SpoolException? Failure);

    private sealed record Item(object Message, int Attempts);

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
