using System.Diagnostics;

namespace ActorRelay.Commands;

/// <summary>What <c>send</c> has brought home so far: batches answered 200 only.</summary>
internal sealed class SendSums
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _bytes;
    private long _gzipBytes;
    private long _quarantined;

    public long Batches { get; private set; }

    public long Records { get; private set; }

    public void Add(NdjsonBatch batch, LogpushAnswer answer)
    {
        Batches++;
        Records += batch.Records;
        _bytes += batch.Bytes;
        _gzipBytes += batch.Gzip.Length;
        _quarantined += answer.Quarantined;
    }

    public override string ToString() =>
        $"sent {Quantity.OfRecords(Records)} in {Quantity.OfBatches(Batches)}, {Size(_bytes)} ({Size(_gzipBytes)} gzip), "
        + $"{_quarantined:N0} set aside, {Stopwatch.GetElapsedTime(_started).TotalSeconds:0.0} s";

    /// <summary>A number of bytes for people, in powers of ten as Cloudflare counts them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.0} kB",
        _ => $"{bytes / 1e6:N1} MB",
    };
}
