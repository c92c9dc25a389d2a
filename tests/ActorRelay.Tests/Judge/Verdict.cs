using System.Globalization;
using System.Text;

namespace ActorRelay.Tests.Judge;

/// <summary>What became of the records of a run at one receiver.</summary>
internal sealed record Verdict
{
    private const int Shown = 8;

    public required SentRecords Sent { get; init; }

    public required IReadOnlyList<ConnectionEnd> Ends { get; init; }

    /// <summary>Bytes the relay sends again after an abnormal end.</summary>
    public required long Replay { get; init; }

    /// <summary>Records that came whole at least once.</summary>
    public required int Arrived { get; init; }

    /// <summary>Answered 2xx, and never whole at the far end; nothing excuses it.</summary>
    public required IReadOnlyList<RecordId> Lost { get; init; }

    /// <summary>The same, but an abnormal end left it unread further back than the replay reaches.</summary>
    public required IReadOnlyList<RecordId> LostBeyondReplay { get; init; }

    /// <summary>
    /// The same, but the receiver had it on a connection that it neither read nor closed until the relay was stopped: it
    /// had it in hand.
    /// </summary>
    public required IReadOnlyList<RecordId> NeverRead { get; init; }

    /// <summary>Came whole once more, for each time it did.</summary>
    public required IReadOnlyList<RecordId> Duplicated { get; init; }

    /// <summary>What those are together, without framing.</summary>
    public required long DuplicateBytes { get; init; }

    /// <summary>Came first after a later record of its batch.</summary>
    public required IReadOnlyList<RecordId> Reordered { get; init; }

    public required IReadOnlyList<Fragment> Fragments { get; init; }

    /// <summary>Neither a line that was sent nor the beginning of one.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    public required int LongestLine { get; init; }

    public int AbnormalEnds => Ends.Count(end => end.Kind == EndKind.Abnormal);

    public int OrderlyEnds => Ends.Count(end => end.Kind == EndKind.Orderly);

    /// <summary>The most an abnormal end left unread.</summary>
    public long MostUnread => Ends.Where(end => end.Kind == EndKind.Abnormal).Select(end => end.Unread).DefaultIfEmpty().Max();

    /// <summary>Duplicates to a hundred of the records that arrived.</summary>
    public double DuplicatePercent => Arrived == 0 ? 0 : 100.0 * Duplicated.Count / Arrived;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"sent        {Sent}");
        text.AppendLine(CultureInfo.InvariantCulture, $"arrived     {Arrived}");
        Line("lost", Lost);
        Line("beyond", LostBeyondReplay, $" (unread further back than the replay of {Replay} B)");
        Line("never read", NeverRead);
        Line("duplicated", Duplicated, string.Create(CultureInfo.InvariantCulture, $" ({DuplicatePercent:0.00} %, {DuplicateBytes} B)"));
        Line("reordered", Reordered);
        Line("fragments", Fragments);
        Line("unknown", Unknown);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"ends        {AbnormalEnds} abnormal (at most {MostUnread} B unread), {OrderlyEnds} orderly, {Ends.Count - AbnormalEnds - OrderlyEnds} by the sender");
        foreach (var group in Ends.GroupBy(end => end.Cause))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {group.Count(),4} x {group.Key}");
        }

        return text.ToString();

        void Line<T>(string name, IReadOnlyList<T> found, string remark = "")
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-11} {found.Count}{(found.Count == 0 ? "" : remark)}");
            text.AppendLine(found.Count == 0 ? "" : $": {string.Join(", ", found.Take(Shown))}{(found.Count > Shown ? ", ..." : "")}");
        }
    }
}
