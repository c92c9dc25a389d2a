using System.Buffers;

namespace ActorRelay.Batches;

/// <summary>
/// A whole body as received, in pooled memory. Each who holds it disposes it once; the last gives its room back.
/// </summary>
internal sealed class BatchBody(ReadOnlySequence<byte> bytes, Action release) : IDisposable
{
    private readonly Shared _shared = new(release);
    private int _disposed;

    private BatchBody(ReadOnlySequence<byte> bytes, Shared shared)
        : this(bytes, static () => { }) => _shared = shared;

    public ReadOnlySequence<byte> Bytes => _disposed != 0 ? throw new ObjectDisposedException(nameof(BatchBody)) : bytes;

    public long Length { get; } = bytes.Length;

    /// <summary>The same for one more who holds it, and disposes it.</summary>
    public BatchBody Share()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _shared.Add();
        return new BatchBody(bytes, _shared);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _shared.Release();
        }
    }

    private sealed class Shared(Action release)
    {
        private int _holders = 1;

        /// <summary>The last holder may let go meanwhile.</summary>
        public void Add()
        {
            int holders;
            do
            {
                holders = Volatile.Read(ref _holders);
                ObjectDisposedException.ThrowIf(holders == 0, typeof(BatchBody));
            }
            while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _holders) == 0)
            {
                release();
            }
        }
    }
}
