using System.Buffers;
using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// Reads a body once, front to back, and checks each piece before it gives anything of it. A piece is in pooled memory: as
/// an array of its own it would be garbage that lies about until a full collection.
/// </summary>
internal sealed class SpooledBodyStream(ISpoolDatabase database, SpoolReads reads, BatchId batch) : BodyStream
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(BodyUpload.PieceSize);
    private (long Pieces, long Bytes)? _expected;
    private ReadOnlyMemory<byte> _piece;
    private int _number;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _expected ??= await ExpectedAsync();
        while (_piece.IsEmpty && _number < _expected.Value.Pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _piece = await PieceAsync(_number++);
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        BytesRead += count;
        return count > 0 || buffer.IsEmpty || BytesRead == _expected.Value.Bytes
            ? count
            : throw new SpooledBodyException(batch, $"it has {BytesRead} bytes instead of {_expected.Value.Bytes}");
    }

    private Task<(long Pieces, long Bytes)> ExpectedAsync() => reads.ReadAsync(async session =>
    {
        var batches = await session.QueryAsync(
            "SELECT chunks, bytes FROM spool_batch WHERE id = @batch AND rubbish_after IS NULL",
            row => (row.GetInt64(0), row.GetInt64(1)),
            ("batch", batch.Value));
        return batches is [var expected] ? expected : throw new SpooledBodyException(batch, "it is not there");
    });

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }

    private async Task<ReadOnlyMemory<byte>> PieceAsync(int number)
    {
        var buffer = _buffer ?? throw new ObjectDisposedException(nameof(SpooledBodyStream));
        var (found, checksum, length) = await reads.ReadAsync(session => session.ReadAsync(
            $"SELECT {database.RowNumber}, checksum, length(body), body FROM spool_chunk WHERE batch = @batch AND number = @number",
            row =>
            {
                var checksum = row.GetInt64(1);
                var length = row.GetInt32(2);
                return (true, checksum, length <= BodyUpload.PieceSize ? (int)row.GetBytes(3, 0, buffer, 0, length) : length);
            },
            ("batch", batch.Value), ("number", number)));
        if (!found)
        {
            throw new SpooledBodyException(batch, $"its MiB {number} is missing");
        }

        return length <= BodyUpload.PieceSize && SpoolPiece.ChecksumOf(buffer.AsSpan(0, length)) == checksum
            ? buffer.AsMemory(0, length)
            : throw new SpooledBodyException(batch, $"its MiB {number} has another checksum than when it was written");
    }
}
