using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorRelay.Batches;

/// <summary>A whole body as received, in pooled memory. Whoever holds it disposes it once; that gives its room back.</summary>
internal sealed class BatchBody(ReadOnlySequence<byte> bytes, Action release) : IDisposable
{
    private Action? _release = release;

    public ReadOnlySequence<byte> Bytes => _release is null ? throw new ObjectDisposedException(nameof(BatchBody)) : bytes;

    public long Length { get; } = bytes.Length;

    /// <summary>The first eight bytes of the body's SHA-256: the same when the same body comes again.</summary>
    public ulong SampleKey()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var segment in Bytes)
        {
            hash.AppendData(segment.Span);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
