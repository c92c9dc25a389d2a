using System.Collections;
using System.Globalization;

namespace ActorRelay.Tests.Judge;

/// <summary>The sender's book: which record was posted, and whether some 2xx covered it.</summary>
internal sealed class SentRecords(JobRecords records)
{
    private readonly Lock _lock = new();
    private readonly int[] _posts = new int[records.Count];
    private readonly BitArray _answered = new(records.Count);
    private readonly BitArray _givenUp = new(records.Count);

    public JobRecords Records => records;

    /// <summary>Records that some 2xx covers.</summary>
    public int AnsweredCount { get; private set; }

    /// <summary>Records the sender stopped trying to send.</summary>
    public int GivenUpCount => CountOf(_givenUp);

    /// <summary>Posts that ended without a 2xx: another status, no answer in time, or a connection that broke.</summary>
    public int UnansweredPosts { get; private set; }

    /// <summary>Bodies that were answered 2xx.</summary>
    public int AnsweredPosts { get; private set; }

    public bool IsPosted(RecordId id) => PostsOf(id) > 0;

    public bool IsAnswered(RecordId id)
    {
        lock (_lock)
        {
            return _answered[records.IndexOf(id)];
        }
    }

    public int PostsOf(RecordId id)
    {
        lock (_lock)
        {
            return _posts[records.IndexOf(id)];
        }
    }

    /// <summary>A post of them begins.</summary>
    public void Post(IEnumerable<RecordId> ids)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                _posts[records.IndexOf(id)]++;
            }
        }
    }

    /// <summary>The post of them got a 2xx.</summary>
    public void Answer(IEnumerable<RecordId> ids)
    {
        lock (_lock)
        {
            AnsweredPosts++;
            foreach (var index in ids.Select(records.IndexOf).Where(index => !_answered[index]))
            {
                _answered[index] = true;
                AnsweredCount++;
            }
        }
    }

    /// <summary>The post ended without a 2xx.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            UnansweredPosts++;
        }
    }

    /// <summary>They are not sent again.</summary>
    public void GiveUp(IEnumerable<RecordId> ids)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                _givenUp[records.IndexOf(id)] = true;
            }
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{records.Count} records, {AnsweredCount} answered 2xx in {AnsweredPosts} posts, {UnansweredPosts} posts refused, {GivenUpCount} records given up");

    private int CountOf(BitArray bits)
    {
        lock (_lock)
        {
            return bits.Cast<bool>().Count(bit => bit);
        }
    }
}
