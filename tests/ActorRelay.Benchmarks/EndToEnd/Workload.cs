using System.Collections.Immutable;
using System.IO.Compression;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>Batches of one size, compressed once (gzip level 6) and posted again and again.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Bodies">Posted in turn.</param>
/// <param name="Posts">At once.</param>
internal sealed record Workload(string Name, ImmutableArray<WorkloadBody> Bodies, int Posts)
{
    /// <summary>The most posts at once of any.</summary>
    public const int MostPosts = 64;

    /// <summary>The largest body as posted, in bytes.</summary>
    public long CompressedBytes => Bodies.Max(body => (long)body.Compressed.Length);

    /// <summary>Bytes as posted that are open at most.</summary>
    public long CompressedInFlight => CompressedBytes * Posts;

    /// <summary>10 records a batch, 64 posts at once: what many quiet zones send.</summary>
    public static Workload Tiny() => Create("tiny", bodies: 8, MostPosts, (records, _) => records == 10);

    /// <summary>1,000 records a batch, about 1.3 MB inflated.</summary>
    public static Workload Small() => Create("small", bodies: 8, posts: 8, (records, _) => records == 1_000);

    /// <summary>50 MB a batch inflated, about 38,000 records.</summary>
    public static Workload Large() => Create("large", bodies: 2, posts: 8, (_, bytes) => bytes >= 50_000_000);

    private static Workload Create(string name, int bodies, int posts, Func<int, long, bool> isFull)
    {
        var now = DateTimeOffset.UtcNow;
        var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour)).AddHours(-1);
        var seeds = Enumerable.Range(1, bodies);
        return new Workload(name, [.. seeds.Select(seed => Body(new GatewayHttpRecords(seed, hour), isFull))], posts);
    }

    private static WorkloadBody Body(GatewayHttpRecords source, Func<int, long, bool> isFull)
    {
        using var compressed = new MemoryStream();
        var (records, bytes) = (0, 0L);
        var level = new ZLibCompressionOptions { CompressionLevel = 6 };
        using (var gzip = new GZipStream(compressed, level, leaveOpen: true))
        {
            while (!isFull(records, bytes))
            {
                var record = source.Next();
                gzip.Write(record);
                records++;
                bytes += record.Length;
            }
        }

        return new WorkloadBody(compressed.ToArray(), records, bytes);
    }
}
