using System.Buffers;

namespace ActorRelay.Batches;

/// <summary>A whole body as received, in pooled memory. Whoever holds it disposes it once; that gives its room back.</summary>
internal sealed class BatchBody(ReadOnlySequence<byte> bytes, Action release) : IDisposable
{
    private Action? _release = release;

    public ReadOnlySequence<byte> Bytes => _release is null ? throw new ObjectDisposedException(nameof(BatchBody)) : bytes;

    public long Length { get; } = bytes.Length;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
