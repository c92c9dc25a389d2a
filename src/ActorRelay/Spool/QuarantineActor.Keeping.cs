using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Edge;
using ActorRelay.Records;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <content>Lines and bodies that come in, and the books of both.</content>
internal sealed partial class QuarantineActor
{
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
                lines.Batch, lines.Dataset, lines.Source, line.Number, WordOf(line), line.Offset, line.Content)),
        ];
        store.KeepAsync(kept, lines.Progress.IsSpooled).PipeTo(
            Self,
            Sender,
            success: result => new LinesKept(lines, result),
            failure: e => new NotKept(lines.Batch, SpoolException.Of(e)));
    }

    private void OnKept(QuarantineProtocol.SetAside lines, QuarantineKept kept)
    {
        _log.Warning(
            "Batch {0} of {1}: set aside {2} of its lines, first line {3}: {4}",
            lines.Batch, lines.Dataset, lines.Lines.Length, lines.Lines[0].Number, WordOf(lines.Lines[0]));
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
            Self,
            Sender,
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
        // Its memory goes back with the owner, and then this is no length any more.
        var bytes = body.Body.Length;
        if (_store is null || bytes > _maxSize)
        {
            body.Owner.Dispose();
            Refuse(body.Batch, _store is null ? _closed : $"its {bytes} bytes are more than relay.quarantine.max-size");
            return;
        }

        KeepAsync(_store, body).PipeTo(
            Self,
            Sender,
            success: kept => new BodyKept(body, bytes, kept),
            failure: e => new NotKept(body.Batch, SpoolException.Of(e)));
    }

    private static async Task<QuarantineKept?> KeepAsync(
        IQuarantineStore store, QuarantineProtocol.SetBodyAside body)
    {
        using var owner = body.Owner;
        await using var stream = new SequenceStream(body.Body);
        var batch = new SpooledBatch(body.Batch, body.Dataset, body.Source, body.Path, body.Hash, Host: "", body.Received);
        return await store.KeepAsync(batch, stream, body.Reason);
    }

    private void OnKept(QuarantineProtocol.SetBodyAside body, long bytes, QuarantineKept kept)
    {
        _log.Warning(
            "Batch {0} of {1}: set aside whole, {2} bytes, for {3}",
            body.Batch, body.Dataset, bytes, body.Why);
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
            PostEvicted(evicted);
        }

        _accounts.Post(new BodyCounts { Quarantined = bodies });
    }

    private void PostEvicted(QuarantineCount evicted)
    {
        _accounts.Post(evicted.Dataset, new RecordCounts { Quarantined = -evicted.Lines, Evicted = evicted.Lines });
        _accounts.Post(new BodyCounts { Quarantined = -evicted.Bodies, Evicted = evicted.Bodies });
    }

    private static string WordOf(QuarantineProtocol.Line line) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(line.Error.ToString());

    private sealed record LinesKept(QuarantineProtocol.SetAside Asked, QuarantineKept? Kept);

    private sealed record TakenBack(QuarantineProtocol.TakeBack Asked, long Lines);

    private sealed record BodyKept(QuarantineProtocol.SetBodyAside Asked, long Bytes, QuarantineKept? Kept);

    private sealed record NotKept(BatchId Batch, SpoolException Failure);
}
