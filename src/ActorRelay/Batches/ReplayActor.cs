using System.Buffers;
using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// <c>/user/replay</c>: sends lines in quarantine once more, as batches of some lines each, and bodies that were refused,
/// through all that batches go through. One replay at a time, and of it one batch: that bounds what it holds. What is
/// answered 200 is marked as replayed, and stays where it is; a line that is as bad as before is set aside anew. Left out is
/// what would not be sent as it is, or not only once: the beginning of a line that is too long, its body, whose other records
/// were delivered, and bodies out of the spool, which some Receivers may have had. It holds no state that matters: when it
/// fails, what is not marked can be replayed again.
/// </summary>
internal sealed class ReplayActor : ReceiveActor
{
    /// <summary>Where the batches come from, for the journal.</summary>
    public const string Address = "replay";

    private const string TooLong = "too-long";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CurrentSettings _settings;
    private readonly IActorRef _batches;
    private readonly IActorRef _spool;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _running;

    public ReplayActor(CurrentSettings settings, IActorRef batches, IActorRef spool, TimeProvider time)
    {
        _settings = settings;
        _batches = batches;
        _spool = spool;
        _time = time;
        Receive<ReplayQuarantine>(Begin);
        Receive<Replayed>(replayed =>
        {
            _log.Warning(
                "Quarantine: sent again, as asked for: lines {0}, bodies {1}; of those that were not, or not answered 200: {2}, {3}",
                replayed.Lines, replayed.Bodies, replayed.NotReplayed, replayed.BodiesNotReplayed);
            End(replayed);
        });
        Receive<SpoolProtocol.Unavailable>(End);
    }

    /// <param name="time">Says when the batches are received.</param>
    public static Props Props(CurrentSettings settings, IActorRef batches, IActorRef spool, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ReplayActor(settings, batches, spool, time));

    private void Begin(ReplayQuarantine replay)
    {
        if (_running)
        {
            Sender.Tell(new SpoolProtocol.Unavailable("a replay is running: wait for it to end"));
            return;
        }

        _running = true;
        RunAsync(replay.Dataset).PipeTo(Self, Sender, failure: e => new SpoolProtocol.Unavailable(e.Message));
    }

    private void End(object answer)
    {
        _running = false;
        Sender.Tell(answer);
    }

    /// <summary>Up to the last item there is at the beginning: those that it sets aside anew come behind that.</summary>
    private async Task<object> RunAsync(string? dataset)
    {
        var replayed = new Replayed(0, 0);
        long? end = null;
        for (var last = 0L; last < (end ?? long.MaxValue);)
        {
            var answer = await _spool.Ask<object>(
                new QuarantineQuestions.GetQuarantinedLines(dataset, last) { OnlyNew = true, WithBodies = true }, Patience);
            if (answer is not QuarantineQuestions.QuarantinedLines page)
            {
                return answer;
            }

            end ??= page.Last;
            var items = page.Lines.Where(line => line.Number <= end).ToList();
            if (items.Count == 0)
            {
                break;
            }

            last = items[^1].Number;
            replayed = replayed with { NotReplayed = replayed.NotReplayed + items.Count(IsCut) };
            foreach (var group in items.Where(item => item.Content is not null && !IsCut(item)).GroupBy(line => (line.Dataset, line.Source)))
            {
                replayed = await SendLinesAsync(group.Key.Dataset, group.Key.Source, [.. group])
                    ? replayed with { Lines = replayed.Lines + group.Count() }
                    : replayed with { NotReplayed = replayed.NotReplayed + group.Count() };
            }

            foreach (var body in items.Where(item => item.Content is null))
            {
                replayed = await SendBodyAsync(body)
                    ? replayed with { Bodies = replayed.Bodies + 1 }
                    : replayed with { BodiesNotReplayed = replayed.BodiesNotReplayed + 1 };
            }
        }

        return replayed;
    }

    /// <summary>Only the beginning of the line is there.</summary>
    private static bool IsCut(QuarantinedItem line) =>
        line.Reason == TooLong && line.Content?.Length >= BadLines.KeptOfTooLong;

    private async Task<bool> SendLinesAsync(
        string dataset, string source, ImmutableArray<QuarantinedItem> lines)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            content.Write(line.Content);
            content.Write("\n"u8);
        }

        var body = new BatchBody(new ReadOnlySequence<byte>(content.WrittenMemory), static () => { });
        return await SendAsync(dataset, source, body, isReplay: false) && await MarkAsync([.. lines.Select(line => line.Number)]);
    }

    private async Task<bool> SendBodyAsync(QuarantinedItem item)
    {
        if (item.Receiver.Length > 0 || item.Reason.EndsWith(TooLong, StringComparison.Ordinal)
            || await _spool.Ask<object>(new QuarantineQuestions.ExportQuarantined(item.Number), Patience)
                is not SpoolProtocol.Body stored)
        {
            return false;
        }

        var buffer = new BodyBuffer(new SegmentPool(0));
        await using (stored.Content)
        {
            var segment = new byte[BodySegment.Size];
            int read;
            while ((read = await stored.Content.ReadAsync(segment)) > 0)
            {
                buffer.Append(segment.AsSpan(0, read));
            }
        }

        return await SendAsync(item.Dataset, item.Source, new BatchBody(buffer.Bytes, buffer.Dispose), isReplay: true)
            && await MarkAsync([item.Number]);
    }

    private async Task<bool> MarkAsync(ImmutableArray<long> numbers) =>
        await _spool.Ask<object>(new QuarantineQuestions.MarkReplayed(numbers), Patience) is SpoolProtocol.Done;

    /// <returns>It was answered 200.</returns>
    private async Task<bool> SendAsync(string dataset, string source, BatchBody body, bool isReplay)
    {
        var settings = _settings.Now;
        if (DatasetRoutes.Find(settings.Routes, dataset) is not { } routes)
        {
            body.Dispose();
            return false;
        }

        var now = _time.GetUtcNow();
        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hash = BodyHash.Of(body.Bytes);
        var origin = new BatchOrigin(
            BatchId.Next(now), dataset, source, $"/{dataset}/{source}", hash.ToString(), Environment.MachineName, now);
        var batch = new Batch(origin, body, hash, routes, settings)
        {
            Address = Address,
            IsReplay = isReplay,
        };
        _batches.Tell(new BatchesProtocol.Submit(batch, answer), ActorRefs.NoSender);
        var ended = await answer.Task.WaitAsync(settings.Edge.Deadline + Patience, _time);
        return ended.IsKept && !(isReplay && ended.Outcome is BatchOutcome.Quarantined);
    }

    /// <summary>Sends lines and bodies again that were not sent again so far. Answered by <see cref="Replayed"/>.</summary>
    /// <param name="Dataset">Only of this one; null for all.</param>
    public sealed record ReplayQuarantine(string? Dataset);

    /// <param name="Lines">Lines of batches that were answered 200.</param>
    /// <param name="NotReplayed">Lines of the others.</param>
    /// <param name="Bodies">Bodies that were answered 200.</param>
    /// <param name="BodiesNotReplayed">Bodies that were not, or were not sent.</param>
    public sealed record Replayed(long Lines, long NotReplayed, long Bodies = 0, long BodiesNotReplayed = 0);
}
