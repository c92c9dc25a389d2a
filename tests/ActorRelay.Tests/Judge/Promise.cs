using System.Globalization;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Judge;

/// <summary>What a verdict is held against.</summary>
/// <param name="Framing">Of the Receiver.</param>
internal sealed record Promise(Framing Framing)
{
    /// <summary>
    /// What a sender's kernel may not know yet when a connection is reset: a receiver acknowledges within two segments,
    /// and loopback's are of 64 KiB. A relay has to send that again too.
    /// </summary>
    private const int Unacknowledged = 1 << 16;

    /// <summary>
    /// A record may come again because its sender sent it again, in bytes the relay cannot know or with lines still under
    /// way: once for each such post.
    /// </summary>
    public bool IsSentAgain { get; init; }

    /// <summary>
    /// Records that may be lost behind the kernel that acknowledged them, where no sender over TCP can see it: in a queue of
    /// the receiver's own, or in a proxy.
    /// </summary>
    public int LostBehind { get; init; }

    /// <summary>
    /// Lines may be late: the receiver read a connection on while another brought the rest, or two posts had parts of a batch.
    /// </summary>
    public bool AnyOrder { get; init; }

    /// <summary>What is not as promised, in words; empty when all is.</summary>
    public IReadOnlyList<string> Broken(Verdict verdict) => [.. Breaches(verdict)];

    public void AssertKept(Verdict verdict)
    {
        var broken = Broken(verdict);
        Assert.True(broken.Count == 0, $"{string.Join('\n', broken)}\n\n{verdict}");
    }

    /// <summary>The most bytes that can come twice: the replay of each abnormal end, less what nobody had read of it.</summary>
    public static long DuplicateBound(Verdict verdict) => verdict.Ends
        .Where(end => end.Kind == EndKind.Abnormal)
        .Sum(end => Math.Max(0, Math.Min(end.Acknowledged, verdict.Replay) - end.Unread) + Unacknowledged + verdict.LongestLine);

    private IEnumerable<string> Breaches(Verdict verdict)
    {
        if (verdict.Lost.Count > LostBehind)
        {
            yield return $"{verdict.Lost.Count} records were answered 2xx and lost";
        }

        if (verdict.LostBeyondReplay.Count > 0 && verdict.MostUnread <= verdict.Replay)
        {
            yield return $"{verdict.LostBeyondReplay.Count} records lost beyond a replay that was long enough: the judge errs";
        }

        if (verdict.Unknown.Count > 0)
        {
            yield return $"{verdict.Unknown.Count} lines are none that was sent";
        }

        if (verdict.Reordered.Count > 0 && !AnyOrder)
        {
            yield return $"{verdict.Reordered.Count} records came after a later one of their batch";
        }

        var mayEndTorn = Framing == Framing.Newline ? verdict.AbnormalEnds + verdict.OrderlyEnds : 0;
        if (verdict.Fragments.Count > mayEndTorn)
        {
            yield return $"{verdict.Fragments.Count} fragments, where {mayEndTorn} connections could leave one";
        }

        if (LostBehind == 0 && verdict.Fragments.Any(fragment => !fragment.ArrivedWhole) && verdict.Sent.AnsweredCount == verdict.Sent.Records.Count)
        {
            yield return "of some fragments no whole line came";
        }

        var excused = IsSentAgain ? Enumerable.Range(0, verdict.Sent.Records.Count).Sum(Reposted) : 0;
        if (verdict.Duplicated.Count > excused && verdict.DuplicateBytes > DuplicateBound(verdict))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{verdict.DuplicateBytes} B came twice, where {DuplicateBound(verdict)} B could");
        }

        int Reposted(int index) => Math.Max(0, verdict.Sent.PostsOf(verdict.Sent.Records.At(index)) - 1);
    }
}
