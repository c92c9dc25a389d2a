using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
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
internal sealed class QuarantineActor : UntypedActor, IWithUnboundedStash, IWithTimers
{
    private const string NoRoom =
        "relay.spool.max-size or relay.spool.min-free leaves no room for it beside the spool: raise it, or purge quarantine";

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(1);

    private readonly long _maxSize;
    private readonly QuarantineBooks _books;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IQuarantineStore? _store;
    private string _closed = "";
    private bool _counted;

    public QuarantineActor(long maxSize, RecordAccounts accounts)
    {
        _maxSize = maxSize;
        _books = new QuarantineBooks(accounts);
    }

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="maxSize"><c>relay.quarantine.max-size</c>.</param>
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
            case SpoolProtocol.IQuestion question:
                OnQuestion(question);
                break;
            case Purged purged:
                OnPurged(purged.Counts);
                break;
            case NotPurged failed:
                Sender.Tell(new SpoolProtocol.Unavailable(failed.Failure.Message));
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
        _books.Restore(held);
    }

    private void Keep(QuarantineProtocol.SetAside lines)
    {
        if (_store is not { } store)
        {
            Refuse(lines.Batch, _closed);
            return;
        }

        ImmutableArray<QuarantinedLine> kept =
        [
            .. lines.Lines.Select(line => new QuarantinedLine(
                lines.Batch, lines.Origin.Dataset, lines.Origin.Source, line.Number, WordOf(line), line.Offset, line.Content)),
        ];
        store.KeepAsync(kept, lines.Progress.IsSpooled).PipeTo(
            Self, Sender,
            success: result => new LinesKept(lines, result),
            failure: e => new NotKept(lines.Batch, SpoolException.Of(e)));
    }

    private void OnKept(QuarantineProtocol.SetAside lines, QuarantineKept kept)
    {
        _log.Warning(
            "Batch {0} of {1}: set aside {2} of its lines, first line {3}: {4}",
            lines.Batch, lines.Origin.Dataset, lines.Lines.Length, lines.Lines[0].Number, WordOf(lines.Lines[0]));
        lines.Progress.AddQuarantined(kept.New);
        Count(kept, bodies: 0);
        Sender.Tell(new QuarantineProtocol.Kept(lines.Batch));
    }

    private void TakeBack(QuarantineProtocol.TakeBack back)
    {
        if (_store is not { } store)
        {
            Refuse(back.Batch, _closed);
            return;
        }

        store.TakeBackAsync(back.Batches).PipeTo(
            Self, Sender,
            success: lines => new TakenBack(back, lines),
            failure: e => new NotKept(back.Batch, SpoolException.Of(e)));
    }

    private void OnTakenBack(QuarantineProtocol.TakeBack back, long lines)
    {
        if (lines > 0)
        {
            _log.Warning("Batch {0}: {1}, and lines that were set aside are not any more: {2}", back.Batch, back.Why, lines);
        }

        back.Progress.TakeBack(lines);
        Sender.Tell(new QuarantineProtocol.Kept(back.Batch));
    }

    private void Keep(QuarantineProtocol.SetBodyAside body)
    {
        // The body's memory goes back with its owner, and then its length is none any more.
        var bytes = body.Body.Length;
        if (_store is null || bytes > _maxSize)
        {
            body.Owner.Dispose();
            Refuse(body.Batch, _store is null ? _closed : $"its {bytes} bytes are more than relay.quarantine.max-size");
            return;
        }

        KeepAsync(_store, body).PipeTo(
            Self, Sender,
            success: kept => new BodyKept(body, bytes, kept),
            failure: e => new NotKept(body.Batch, SpoolException.Of(e)));
    }

    private static async Task<QuarantineKept?> KeepAsync(
        IQuarantineStore store, QuarantineProtocol.SetBodyAside body)
    {
        using var owner = body.Owner;
        await using var stream = new SequenceStream(body.Body);
        return await store.KeepAsync(new SpooledBatch(body.Origin), stream, body.Reason);
    }

    private void OnKept(QuarantineProtocol.SetBodyAside body, long bytes, QuarantineKept kept)
    {
        _log.Warning(
            "Batch {0} of {1}: set aside whole, {2} bytes, for {3}",
            body.Batch, body.Origin.Dataset, bytes, body.Why);
        Count(kept, bodies: kept.New);
        Sender.Tell(new QuarantineProtocol.Kept(body.Batch));
    }

    private void Refuse(BatchId batch, string reason)
    {
        _log.Error("Quarantine cannot take what batch {0} has for it, and the batch is refused: {1}", batch, reason);
        Sender.Tell(new QuarantineProtocol.NotKept(batch, reason));
    }

    private void Count(QuarantineKept kept, int bodies)
    {
        foreach (var evicted in kept.Evicted)
        {
            _log.Error(
                "Quarantine is full, raise relay.quarantine.max-size; evicted of {0}: lines {1}, bodies {2}",
                evicted.Dataset, evicted.Lines, evicted.Bodies);
            _books.Evict(evicted);
        }

        _books.AddBodies(bodies);
    }

    private static string WordOf(QuarantineProtocol.Line line) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(line.Error.ToString());

    private void OnQuestion(SpoolProtocol.IQuestion question)
    {
        if (_store is not { } store)
        {
            Sender.Tell(new SpoolProtocol.Unavailable(_closed));
            return;
        }

        switch (question)
        {
            case QuarantineQuestions.ListQuarantine list:
                Show(QuarantineReports.ListAsync(store, list.Dataset));
                break;
            case QuarantineQuestions.ShowQuarantined show:
                Show(QuarantineReports.ShowAsync(store, show.Number));
                break;
            case QuarantineQuestions.ExportQuarantined export:
                Show(QuarantineReports.ExportAsync(store, export.Number));
                break;
            case QuarantineQuestions.GetQuarantinedLines lines:
                Show(QuarantineReports.LinesAsync(store, lines));
                break;
            case QuarantineQuestions.MarkReplayed mark:
                Show(MarkAsync(store, mark.Numbers));
                break;
            case QuarantineQuestions.PurgeQuarantine { Yes: false } purge:
                Show(QuarantineReports.LossAsync(store, FilterOf(purge)));
                break;
            case QuarantineQuestions.PurgeQuarantine purge:
                store.PurgeAsync(FilterOf(purge)).PipeTo(
                    Self,
                    Sender,
                    success: purged => new Purged(purged),
                    failure: e => new NotPurged(SpoolException.Of(e)));
                break;
            default:
                Unhandled(question);
                break;
        }
    }

    private void Show(Task<object> answer) =>
        answer.PipeTo(Sender, failure: e => new SpoolProtocol.Unavailable(e.Message));

    /// <summary>Its lines end in the books as evicted, for nobody gets them any more.</summary>
    private void OnPurged(IReadOnlyList<QuarantineCount> purged)
    {
        foreach (var dataset in purged)
        {
            _log.Warning(
                "Quarantine: deleted of {0}, as asked for: lines {1}, bodies {2}", dataset.Dataset, dataset.Lines, dataset.Bodies);
            _books.Evict(dataset);
        }

        Sender.Tell(new SpoolProtocol.Done(
            Lines: purged.Sum(dataset => dataset.Lines), Bodies: purged.Sum(dataset => dataset.Bodies)));
    }

    private static QuarantineFilter FilterOf(QuarantineQuestions.PurgeQuarantine purge) =>
        new() { Dataset = purge.Dataset, Before = purge.Before };

    private static async Task<object> MarkAsync(IQuarantineStore store, ImmutableArray<long> numbers) =>
        new SpoolProtocol.Done(Lines: await store.MarkReplayedAsync(numbers));

    private sealed record Counted(IReadOnlyList<QuarantineCount> Held);

    private sealed record NotCounted(SpoolException Failure);

    private sealed record CountAgain
    {
        public static CountAgain Instance { get; } = new();
    }

    private sealed record LinesKept(QuarantineProtocol.SetAside Asked, QuarantineKept? Kept);

    private sealed record TakenBack(QuarantineProtocol.TakeBack Asked, long Lines);

    private sealed record BodyKept(QuarantineProtocol.SetBodyAside Asked, long Bytes, QuarantineKept? Kept);

    private sealed record NotKept(BatchId Batch, SpoolException Failure);

    private sealed record Purged(IReadOnlyList<QuarantineCount> Counts);

    private sealed record NotPurged(SpoolException Failure);
}
