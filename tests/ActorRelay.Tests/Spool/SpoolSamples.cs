using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

/// <summary>Batches to spool: all that is known of one, and its body, follows from its number.</summary>
internal static class SpoolSamples
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero);

    public static readonly SpoolCopy Waiting = new("siem", 0, Live: false);

    public static BatchId Id(int number) => new($"batch-{number:d6}");

    /// <summary>Received a second after the one before it.</summary>
    public static BatchOrigin Origin(int number) => new(
        Id(number), "dns_logs", "zone-1", "/dns_logs/zone-1", $"hash-{number}", "relay-1", Begin.AddSeconds(number));

    public static SpooledBatch Batch(int number) => new(Origin(number))
    {
        Framed = 120,
        Pending = 100,
        SetAsideTo = 40,
        Quarantined = 2,
    };

    public static byte[] Body(int number, int length)
    {
        var body = new byte[length];
        new Random(number).NextBytes(body);
        return body;
    }

    public static SpoolEntry Entry(int number, params SpoolCopy[] copies) =>
        new(Batch(number), copies.Length == 0 ? [Waiting] : [.. copies]);

    /// <summary>Puts one that must be taken.</summary>
    public static async Task<SpoolPut> PutAsync(
        this ISpoolStore store, int number, int length = 1000, params SpoolCopy[] copies)
    {
        var put = await store.PutAsync(Id(number), new MemoryStream(Body(number, length)), () => Entry(number, copies));
        Assert.Equal(SpoolRefusal.None, put.Refusal);
        return put;
    }

    /// <summary>Puts one as an actor does: its body is read, then it is asked what it is.</summary>
    public static async Task<SpoolPut> PutAsync(this ISpoolStore store, BatchId id, Stream body, Func<SpoolEntry> describe)
    {
        await using var upload = await store.ReadAsync(id, body);
        return upload.Refusal is SpoolRefusal.None ? await upload.DescribeAsync(describe()) : SpoolPut.Refused(upload.Refusal);
    }

    /// <summary>Keeps lines for which there must be room.</summary>
    public static async Task<QuarantineKept> KeepLinesAsync(this IQuarantineStore quarantine, ImmutableArray<QuarantinedLine> lines)
    {
        var kept = await quarantine.KeepAsync(lines);
        Assert.NotNull(kept);
        return kept;
    }

    public static async Task<byte[]> ReadAsync(this ISpoolStore store, BatchId batch)
    {
        await using var body = store.OpenBody(batch);
        using var all = new MemoryStream();
        await body.CopyToAsync(all);
        return all.ToArray();
    }
}
