using System.Buffers;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// Puts bodies. One of a single piece is one write; a larger one is written piece by piece, each on disk before the next
/// is read, and nobody sees the batch before its last. Until then it is rubbish, but for a while.
/// </summary>
internal sealed class SpoolUploads(
    ISpoolDatabase database, GroupWriter writer, SpoolRubbish rubbish, SpoolEntries entries, SpoolOptions options)
{
    /// <summary>Bytes of a piece.</summary>
    public const int PieceSize = 1 << 20;

    /// <summary>Longest pause between two pieces of a body.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public Task<SpoolPut> PutAsync(BatchId id, Stream body, Func<SpoolEntry> describe, CancellationToken cancel) =>
        UploadAsync(id, body, describe, null, cancel);

    /// <param name="id">The batch's name.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="describe">Called once, when all of the body was read.</param>
    /// <param name="setAside">What holds the body beside its copies, written with its last piece; null for nothing.</param>
    /// <param name="cancel">Ends the reading of the body.</param>
    public async Task<SpoolPut> UploadAsync(
        BatchId id, Stream body, Func<SpoolEntry> describe, Func<SqlSession, Task>? setAside, CancellationToken cancel)
    {
        var size = SizeFor(body);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var number = 0;
        var kept = false;
        try
        {
            while (true)
            {
                var read = await body.ReadAtLeastAsync(
                    buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancel);
                var piece = new SpoolPiece(id.Value, number, new ArraySegment<byte>(buffer, 0, read));
                if (read < size)
                {
                    var put = await LastAsync(piece, describe(), setAside);
                    kept = put.Refusal is SpoolRefusal.None;
                    return put;
                }

                var refusal = await writer.WriteAsync(session => AppendAsync(session, piece), read);
                if (refusal is not SpoolRefusal.None)
                {
                    return SpoolPut.Refused(refusal);
                }

                number++;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!kept && number > 0)
            {
                await AbandonAsync(id);
            }
        }
    }

    /// <summary>A small body whose length is known needs no more than that, and a byte to see its end by.</summary>
    private static int SizeFor(Stream body) =>
        body is SequenceStream known ? (int)Math.Min(PieceSize, known.Length + 1) : PieceSize;

    private Task<SpoolPut> LastAsync(SpoolPiece piece, SpoolEntry entry, Func<SqlSession, Task>? setAside)
    {
        if ((entry.Copies.IsDefaultOrEmpty && setAside is null) || entry.Batch.Id.Value != piece.Batch)
        {
            throw new ArgumentException("a batch waits for one Receiver at least, and has the name it was put under");
        }

        return writer.WriteAsync(session => CompleteAsync(session, piece, entry, setAside), piece.Content.Count);
    }

    private async Task<SpoolRefusal> AppendAsync(SqlSession session, SpoolPiece piece)
    {
        var refusal = await database.RefusalAsync(session, piece.Content.Count);
        if (refusal is SpoolRefusal.None)
        {
            await (piece.Number == 0 ? BeginAsync(session, piece) : GoOnAsync(session, piece));
            await database.InsertAsync(session, piece);
        }

        return refusal;
    }

    private async Task<SpoolPut> CompleteAsync(
        SqlSession session, SpoolPiece piece, SpoolEntry entry, Func<SqlSession, Task>? setAside)
    {
        var refusal = await AppendAsync(session, piece);
        if (refusal is not SpoolRefusal.None)
        {
            return SpoolPut.Refused(refusal);
        }

        var live = await entries.CompleteAsync(session, entry, entry.Copies.Length + (setAside is null ? 0 : 1));
        await (setAside?.Invoke(session) ?? Task.CompletedTask);
        return new SpoolPut(SpoolRefusal.None, live);
    }

    private Task BeginAsync(SqlSession session, SpoolPiece piece) => session.ExecuteAsync(
        $"""
        INSERT INTO spool_batch (id, owner, chunks, bytes, rubbish_after)
        VALUES (@batch, @owner, 1, @bytes, {database.Now} + @patience)
        """,
        ("batch", piece.Batch), ("owner", options.Owner), ("bytes", (long)piece.Content.Count), PatienceParameter);

    private async Task GoOnAsync(SqlSession session, SpoolPiece piece)
    {
        var changed = await session.ExecuteAsync(
            $"""
            UPDATE spool_batch SET chunks = chunks + 1, bytes = bytes + @bytes, rubbish_after = {database.Now} + @patience
            WHERE id = @batch AND chunks = @number AND rubbish_after > {database.Now}
            """,
            ("batch", piece.Batch), ("number", (long)piece.Number), ("bytes", (long)piece.Content.Count), PatienceParameter);
        if (changed != 1)
        {
            throw new SpoolException(SpoolFailure.Other, $"batch {piece.Batch} took too long to come, and was given up");
        }
    }

    /// <summary>What cannot be deleted now is swept up later.</summary>
    private async Task AbandonAsync(BatchId id)
    {
        try
        {
            await writer.WriteAsync(session => session.ExecuteAsync(
                "UPDATE spool_batch SET rubbish_after = 0 WHERE id = @batch AND rubbish_after IS NOT NULL",
                ("batch", id.Value)));
            await rubbish.DeleteAsync(id.Value);
        }
        catch (SpoolException)
        {
        }
    }

    private static (string Name, object? Value) PatienceParameter => ("patience", (long)Patience.TotalMilliseconds);
}
