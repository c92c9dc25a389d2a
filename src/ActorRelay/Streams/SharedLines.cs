using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>
/// Formats what stands on a line, be it several records: a line that is no record as a whole is taken apart where records
/// on it end (<see cref="RecordEnds"/>), and each of them counts as a line. Where a line is cut depends on its bytes alone,
/// so a body has the same records each time it is read, as far as it is read at once, and whatever of it is left out.
/// </summary>
/// <param name="branches">What formats.</param>
/// <param name="plan">Of the batch.</param>
internal sealed class SharedLines(FormatBranches branches, FormatPlan plan)
{
    private readonly bool _isText = plan.Input is InputStyle.Text;
    private readonly long _start = plan.Progress.Resume.Start;
    private bool _isShared;

    /// <summary>Formats the first record of <paramref name="source"/>; see <see cref="FormatBranches.Format"/>.</summary>
    /// <param name="source">Whole lines and slack, which may be written to meanwhile.</param>
    /// <param name="line">Number of the line in its batch, from 1.</param>
    /// <param name="record">Ordinal of the record that it is, unless it is blank.</param>
    public LineResult Format(Span<byte> source, long line, long record)
    {
        // What is gone past is not formatted, which is what would tell.
        if (!_isShared && (_isText || record >= _start))
        {
            var result = branches.Format(source, line, record);
            if (_isText || result.Status is not LineStatus.Bad || source[EndOfFirst(source)] == '\n')
            {
                return result;
            }
        }

        return FormatFirst(source, line, record);
    }

    /// <summary>A line feed stands for what follows the record while it is formatted.</summary>
    private LineResult FormatFirst(Span<byte> source, long line, long record)
    {
        var end = EndOfFirst(source);
        var next = source[end];
        source[end] = (byte)'\n';
        var result = branches.Format(source[..(end + 1 + LineFormatter.Slack)], line, record);
        source[end] = next;
        if (result.Status is LineStatus.Full)
        {
            return result;
        }

        _isShared = next != '\n';
        return _isShared ? result with { Consumed = end } : result;
    }

    private static int EndOfFirst(ReadOnlySpan<byte> source) => default(RecordEnds).Next(source, 0);
}
