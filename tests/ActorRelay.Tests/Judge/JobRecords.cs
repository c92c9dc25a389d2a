using System.Text;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// The records of several jobs, each a function of the seed and of its <see cref="RecordId"/>: so whoever finds that in
/// an arrived line can make the record again, and nothing has to be kept.
/// </summary>
internal sealed class JobRecords
{
    private readonly ulong _seed;
    private readonly long _newest;

    /// <param name="seed">Other records for another seed.</param>
    /// <param name="jobs">Who sends them.</param>
    /// <param name="perJob">How many each sends; a multiple of every batch size.</param>
    /// <param name="newest">The latest event time; the others are up to an hour before.</param>
    public JobRecords(ulong seed, IReadOnlyList<Job> jobs, int perJob, DateTimeOffset newest)
    {
        Assert.All(jobs, job => Assert.Equal(0, perJob % job.BatchSize));
        _seed = seed;
        _newest = newest.ToUnixTimeSeconds();
        Jobs = jobs;
        PerJob = perJob;
    }

    public IReadOnlyList<Job> Jobs { get; }

    public int PerJob { get; }

    public int Count => Jobs.Count * PerJob;

    public int BatchesOf(int job) => PerJob / Jobs[job].BatchSize;

    /// <summary>The records of one batch, in order.</summary>
    public IReadOnlyList<RecordId> Batch(int job, int batch) =>
        [.. Enumerable.Range(0, Jobs[job].BatchSize).Select(ordinal => new RecordId(job, batch, ordinal))];

    public bool Contains(RecordId id) =>
        id is { Job: >= 0, Batch: >= 0, Ordinal: >= 0 }
        && id.Job < Jobs.Count && id.Batch < BatchesOf(id.Job) && id.Ordinal < Jobs[id.Job].BatchSize;

    public bool IsLastOfBatch(RecordId id) => Contains(id) && id.Ordinal == Jobs[id.Job].BatchSize - 1;

    /// <summary>The place of a record among all, from 0.</summary>
    public int IndexOf(RecordId id) => (id.Job * PerJob) + (id.Batch * Jobs[id.Job].BatchSize) + id.Ordinal;

    /// <summary>The record at that place.</summary>
    public RecordId At(int index)
    {
        var (job, rest) = Math.DivRem(index, PerJob);
        var (batch, ordinal) = Math.DivRem(rest, Jobs[job].BatchSize);
        return new RecordId(job, batch, ordinal);
    }

    /// <summary>The record as Logpush would send it.</summary>
    public NumberedRecord Record(RecordId id)
    {
        var dice = new Dice(_seed ^ ((ulong)IndexOf(id) * 0xD6E8FEB86659FD93));
        var json = new StringBuilder(512)
            .Append($$"""{"{{RecordId.Field}}":"{{id}}","{{Jobs[id.Job].TimeField}}":{{_newest - dice.Below(3600)}}""")
            .Append($$""","DeviceName":"たろうのPC {{dice.Below(100)}}","Blocked":{{(dice.Chance(50) ? "true" : "false")}}""")
            .Append(""","URL":"https://www.example.com/""");
        for (var words = 1 + dice.Below(24); words > 0; words--)
        {
            json.Append($"{dice.Next():x}/");
        }

        json.Append("\"}");
        return new NumberedRecord(IndexOf(id), Jobs[id.Job].Dataset, Encoding.UTF8.GetBytes(json.ToString()));
    }

    /// <summary>These records as the body of a post, before gzip: each followed by a line feed.</summary>
    public byte[] Body(IEnumerable<RecordId> ids)
    {
        using var body = new MemoryStream();
        foreach (var id in ids)
        {
            body.Write(Record(id).Json);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }
}
