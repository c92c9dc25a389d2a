using System.IO.Compression;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>What one post carries.</summary>
/// <param name="records">Where its records come from.</param>
/// <param name="ids">Which, in order.</param>
/// <param name="attempt">How often they were posted before, from 0.</param>
internal sealed class JobBody(JobRecords records, IReadOnlyList<RecordId> ids, int attempt = 0)
{
    private byte[]? _gzip;

    public IReadOnlyList<RecordId> Ids => ids;

    public int Attempt => attempt;

    /// <summary>As it goes over the wire. The same every time.</summary>
    public byte[] Gzip => _gzip ??= Compress();

    /// <summary>The same bytes once more.</summary>
    public JobBody Identical() => new(records, ids, attempt + 1) { _gzip = Gzip };

    /// <summary>The same records in other bytes.</summary>
    public JobBody Recompressed() => new(records, ids, attempt + 1);

    /// <summary>Its records cut in two, the second part joined with what <paramref name="next"/> has.</summary>
    public (JobBody First, JobBody Second) Recut(Dice dice, JobBody? next)
    {
        var cut = ids.Count < 2 ? ids.Count : 1 + dice.Below(ids.Count - 1);
        return (
            new JobBody(records, [.. ids.Take(cut)], attempt + 1),
            new JobBody(records, [.. ids.Skip(cut), .. next?.Ids ?? []], Math.Max(attempt + 1, next?.Attempt ?? 0)));
    }

    /// <summary>Two members, cut where no attempt before cut it: other bytes whatever the compression does.</summary>
    private byte[] Compress()
    {
        var body = records.Body(ids);
        return attempt == 0
            ? GzipBytes.Of(body)
            : [.. GzipBytes.Of(body.AsSpan(0, attempt % body.Length), CompressionLevel.Optimal), .. GzipBytes.Of(body.AsSpan(attempt % body.Length))];
    }
}
