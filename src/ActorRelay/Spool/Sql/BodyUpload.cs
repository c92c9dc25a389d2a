using System.Buffers;
using System.IO.Hashing;
using ActorRelay.Accounts;
using ActorRelay.Blocks;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// One body on its way in. One of a single piece is one write; a larger one is written piece by piece, each on disk before
/// the next is read, and nobody sees the batch before its last. Until then it is garbage, but for a while.
/// </summary>
internal sealed class BodyUpload(
    ISpoolDatabase database, GroupWriter writer, SpoolGarbage garbage, SpoolOptions options, BatchId id) : ISpoolUpload
{
    /// <summary>Bytes of a piece.</summary>
    public const int PieceSize = 1 << 20;

    private const int FirstFence = 1;

    /// <summary>Longest pause between two pieces of a body.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private byte[]? _buffer;
    private SpoolPiece _last;
    private bool _kept;

    public SpoolRefusal Refusal { get; private set; }

    /// <summary>Reads the body to its end; its last piece waits to be written. Disposes itself when that fails.</summary>
    public async Task<BodyUpload> ReadAsync(Stream body, CancellationToken cancel)
    {
        var size = SizeFor(body);
        _buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            while (Refusal is SpoolRefusal.None)
            {
                var read = await body.ReadAtLeastAsync(
                    _buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancel);
                _last = new SpoolPiece(id.Value, _last.Number, new ArraySegment<byte>(_buffer, 0, read));
                if (read < size)
                {
                    break;
                }

                var piece = _last;
                Refusal = await writer.WriteAsync(session => AppendAsync(session, piece), read);
                _last = piece with { Number = piece.Number + (Refusal is SpoolRefusal.None ? 1 : 0) };
            }

            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public Task<SpoolPut> DescribeAsync(SpoolEntry entry) => entry.Copies.IsDefaultOrEmpty
        ? throw new ArgumentException("a batch waits for one Receiver at least")
        : DescribeAsync(entry, null);

    /// <param name="setAside">What holds the body beside its copies, written with its last piece; null for nothing.</param>
    public async Task<SpoolPut> DescribeAsync(SpoolEntry entry, Func<SqlSession, Task>? setAside)
    {
        if (entry.Batch.Id != id)
        {
            throw new ArgumentException($"batch {id} was put under another name than {entry.Batch.Id}");
        }

        var put = Refusal is SpoolRefusal.None
            ? await writer.WriteAsync(session => CompleteAsync(session, entry, setAside), _last.Content.Count)
            : SpoolPut.Refused(Refusal);
        _kept = put.Refusal is SpoolRefusal.None;
        return put;
    }

    /// <summary>What of it is not kept is deleted; what cannot be deleted now is swept up later.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (_kept || _last.Number == 0)
        {
            return;
        }

        try
        {
            await writer.WriteAsync(session => session.ExecuteAsync(
                "UPDATE spool_batch SET rubbish_after = 0 WHERE id = @batch AND rubbish_after IS NOT NULL",
                ("batch", id.Value)));
            await garbage.DeleteAsync(id.Value);
        }
        catch (SpoolException)
        {
        }
    }

    /// <summary>A small body whose length is known needs no more than that, and a byte to see its end by.</summary>
    private static int SizeFor(Stream body) =>
        body is SequenceStream known ? (int)Math.Min(PieceSize, known.Length + 1) : PieceSize;

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

    /// <summary>The body is a batch now that waits for its Receivers, and is held by each of them and what is set aside.</summary>
    private async Task<SpoolPut> CompleteAsync(SqlSession session, SpoolEntry entry, Func<SqlSession, Task>? setAside)
    {
        var refusal = await AppendAsync(session, _last);
        if (refusal is not SpoolRefusal.None)
        {
            return SpoolPut.Refused(refusal);
        }

        var batch = entry.Batch;
        var bytes = await session.NumberAsync(
            """
            UPDATE spool_batch
            SET dataset = @dataset, source = @source, path = @path, hash = @hash, host = @host, received = @received,
                framed = @framed, pending = @pending, set_aside_to = @setAsideTo, quarantined = @quarantined,
                copies = @copies, rubbish_after = NULL
            WHERE id = @batch
            RETURNING bytes
            """,
            ("batch", batch.Id.Value),
            ("dataset", batch.Dataset),
            ("source", batch.Origin.Source),
            ("path", batch.Origin.Path),
            ("hash", batch.Origin.Hash),
            ("host", batch.Origin.Host),
            ("received", batch.Origin.Received.ToUnixTimeMilliseconds()),
            ("framed", batch.Framed),
            ("pending", batch.Pending),
            ("setAsideTo", batch.SetAsideTo),
            ("quarantined", batch.Quarantined),
            ("copies", (long)entry.Copies.Length + (setAside is null ? 0 : 1)));
        foreach (var copy in entry.Copies)
        {
            await InsertAsync(session, batch, copy);
        }

        await (setAside?.Invoke(session) ?? Task.CompletedTask);
        return new SpoolPut(SpoolRefusal.None, [.. entry.Copies.Where(copy => copy.Live).Select(
            copy => new SpoolClaim(batch with { Bytes = bytes }, copy.Receiver, copy.ConfirmedTo, FirstFence))]);
    }

    private Task InsertAsync(SqlSession session, SpooledBatch batch, SpoolCopy copy) => session.ExecuteAsync(
        $"""
        INSERT INTO spool_copy (batch, receiver, received, state, confirmed_to, owner, claimed_until, fence)
        VALUES (@batch, @receiver, @received, @state, @confirmedTo, @owner,
                CASE WHEN @state = 'live' THEN {database.Now} + @lease ELSE 0 END, @fence)
        """,
        ("batch", batch.Id.Value),
        ("receiver", copy.Receiver),
        ("received", batch.Origin.Received.ToUnixTimeMilliseconds()),
        ("state", copy.Live ? "live" : "waiting"),
        ("confirmedTo", copy.ConfirmedTo),
        ("owner", copy.Live ? options.Owner : ""),
        ("lease", (long)options.Lease.TotalMilliseconds),
        ("fence", (long)FirstFence));

    private static (string Name, object? Value) PatienceParameter => ("patience", (long)Patience.TotalMilliseconds);
}

/// <summary>A piece of a body: all but the last have 1 MiB.</summary>
/// <param name="Number">Which one, from 0.</param>
/// <param name="Content">Its bytes, in a pooled array.</param>
internal readonly record struct SpoolPiece(string Batch, int Number, ArraySegment<byte> Content)
{
    /// <summary>XXH3, against bytes that changed on the disk.</summary>
    public static long ChecksumOf(ReadOnlySpan<byte> content) => unchecked((long)XxHash3.HashToUInt64(content));
}
