using ActorRelay.Streams;

namespace ActorRelay.Spool.Sql;

/// <summary>Reads a body once, front to back, and checks each piece before it gives anything of it.</summary>
internal sealed class SpooledBodyStream(SpoolReads reads, BatchId batch) : Stream
{
    private (long Pieces, long Bytes)? _expected;
    private ReadOnlyMemory<byte> _piece;
    private int _number;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

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
        _position += count;
        return count > 0 || buffer.IsEmpty || _position == _expected.Value.Bytes
            ? count
            : throw new SpooledBodyException(batch, $"it has {_position} bytes instead of {_expected.Value.Bytes}");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read it asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private Task<(long Pieces, long Bytes)> ExpectedAsync() => reads.ReadAsync(async session =>
    {
        var batches = await session.QueryAsync(
            "SELECT chunks, bytes FROM spool_batch WHERE id = @batch AND rubbish_after IS NULL",
            row => (row.GetInt64(0), row.GetInt64(1)),
            ("batch", batch.Value));
        return batches is [var expected] ? expected : throw new SpooledBodyException(batch, "it is not there");
    });

    private Task<byte[]> PieceAsync(int number) => reads.ReadAsync(async session =>
    {
        var pieces = await session.QueryAsync(
            "SELECT checksum, body FROM spool_chunk WHERE batch = @batch AND number = @number",
            row => (Checksum: row.GetInt64(0), Body: row.GetFieldValue<byte[]>(1)),
            ("batch", batch.Value), ("number", number));
        if (pieces is not [var piece])
        {
            throw new SpooledBodyException(batch, $"its MiB {number} is missing");
        }

        return SpoolPiece.ChecksumOf(piece.Body) == piece.Checksum
            ? piece.Body
            : throw new SpooledBodyException(batch, $"its MiB {number} has another checksum than when it was written");
    });
}
