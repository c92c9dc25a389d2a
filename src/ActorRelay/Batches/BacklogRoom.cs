namespace ActorRelay.Batches;

/// <summary>
/// Memory for bodies that come out of the spool, beside <c>in-flight</c>: so live traffic that fills that does not hold up
/// the backlog. A body that is larger than all of it has it alone. Thread-safe.
/// </summary>
/// <param name="capacity">Bytes.</param>
internal sealed class BacklogRoom(SegmentPool pool, long capacity)
{
    private readonly Lock _lock = new();
    private Action? _whenFreed;
    private long _used;

    /// <summary>An empty buffer for a body; null when there is no room for it now.</summary>
    public BodyBuffer? TryTake(long length)
    {
        lock (_lock)
        {
            if (_used > 0 && _used + length > capacity)
            {
                return null;
            }

            _used += length;
            return new BodyBuffer(pool);
        }
    }

    /// <summary>Reads a body into a buffer that <see cref="TryTake"/> gave, and whose room the body gives back.</summary>
    public async Task<BatchBody> ReadAsync(Stream stored, BodyBuffer buffer, long length, CancellationToken stop)
    {
        try
        {
            await using (stored)
            {
                var segment = new byte[BodySegment.Size];
                int read;
                while ((read = await stored.ReadAsync(segment, stop)) > 0)
                {
                    buffer.Append(segment.AsSpan(0, read));
                }
            }

            return new BatchBody(buffer.Bytes, () => Return(buffer, length));
        }
        catch
        {
            Return(buffer, length);
            throw;
        }
    }

    /// <summary>Gives back what <see cref="TryTake"/> gave.</summary>
    private void Return(BodyBuffer buffer, long length)
    {
        buffer.Dispose();
        Action? wake;
        lock (_lock)
        {
            _used -= length;
            wake = _whenFreed;
            _whenFreed = null;
        }

        wake?.Invoke();
    }

    /// <summary>Calls back once, on any thread, when some came back; at once when nobody has any.</summary>
    public void WhenFreed(Action wake)
    {
        lock (_lock)
        {
            if (_used > 0)
            {
                _whenFreed += wake;
                return;
            }
        }

        wake();
    }
}
