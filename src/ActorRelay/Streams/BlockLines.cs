using ActorRelay.Blocks;
using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>
/// Formats what is in blocks line after line, and counts it. A line that is no record as a whole is taken apart where
/// records on it end (<see cref="RecordEnds"/>), and each of them counts as a line. Where a line is cut depends on its bytes
/// alone, so a body has the same records each time it is read, wherever reading begins.
/// </summary>
internal sealed class BlockLines(FormatPlan plan, FormatBranches branches, BadLines bad)
{
    private readonly bool _isText = plan.Input is InputStyle.Text;
    private readonly long _start = plan.Progress.Start;
    private readonly long _spooledTo = plan.Progress.SpooledTo ?? -1;
    private bool _hasRecord = plan.Input is InputStyle.Text || plan.Progress.Resume.SetAsideTo > 0;
    private bool _isShared;
    private long _framed = plan.Progress.Framed;
    private int _records;
    private int _filtered;

    /// <summary>Lines so far, blank ones included.</summary>
    public long Number { get; private set; }

    /// <summary>
    /// There were lines, and none of them was as much as an object: it may be no NDJSON at all. That is refused, and
    /// nothing of it set aside; but one record later on makes them bad lines like others.
    /// </summary>
    public bool AreUndecided => !_hasRecord && bad.Count > 0;

    /// <summary>The next record is the first that the spool has not counted: outputs are cut there, so that none counts in part.</summary>
    private bool IsAtCut =>
        _spooledTo > 0 && _records > 0 && _framed + _records == _spooledTo && !AreUndecided;

    /// <summary>Goes on until the block is used up, an output is full, or enough is bad.</summary>
    /// <returns>The room that the next line needs, when there is too little for it; else 0.</returns>
    public int Format(Block block)
    {
        var needed = 0;
        while (block.Length > 0 && needed == 0 && !bad.IsFull && !bad.AreTooMany && !IsAtCut)
        {
            needed = block.TooLong ? SetAsideTooLong(block) : FormatLine(block);
        }

        return needed;
    }

    /// <summary>Puts what came since the last call into the books.</summary>
    public void PostCounts()
    {
        plan.Progress.AddFramed(
            _records, _filtered, branches.Records, branches.HaveLines, branches.TakeRepeated(), bad.Count, bad.TakeRepeated());
        branches.CountLines();
        _framed += _records;
        (_records, _filtered) = (0, 0);
    }

    private int FormatLine(Block block)
    {
        var source = block.Buffer.AsSpan(block.Start, block.Length + LineFormatter.Slack);
        var record = _framed + _records;

        // What is gone past is not formatted, which is what would tell whether it has its line to itself.
        var result = _isShared || (record < _start && !_isText)
            ? FormatFirst(source, record)
            : branches.Format(source, Number + 1, record);
        if (result.Status is LineStatus.Bad && !_isText && !_isShared)
        {
            result = Retry(source, record, result);
        }

        switch (result.Status)
        {
            case LineStatus.Full:
                return result.Needed;
            case LineStatus.Written:
                _records++;
                _hasRecord = true;
                break;
            case LineStatus.Filtered:
                _records++;
                _filtered++;
                _hasRecord = true;
                break;
            case LineStatus.Bad:
                _records++;
                _hasRecord = _hasRecord || ForeignBody.MayBeObject(source[..(result.Consumed - 1)]);
                bad.Add(record, Number + 1, result.Error, result.ErrorOffset, source[..result.Consumed]);
                break;
        }

        Number++;
        block.Start += result.Consumed;
        block.Length -= result.Consumed;
        return 0;
    }

    private int SetAsideTooLong(Block block)
    {
        _hasRecord = _hasRecord || ForeignBody.MayBeObject(block.Content.Span);
        bad.AddTooLong(_framed + _records++, ++Number, block.Content.Span);
        block.Length = 0;
        return 0;
    }

    /// <summary>A line that is no record as a whole may have one at its beginning.</summary>
    private LineResult Retry(Span<byte> source, long record, LineResult result) =>
        source[EndOfFirst(source)] == '\n' ? result : FormatFirst(source, record);

    /// <summary>A line feed stands for what follows the record while it is formatted.</summary>
    private LineResult FormatFirst(Span<byte> source, long record)
    {
        var end = EndOfFirst(source);
        var next = source[end];
        source[end] = (byte)'\n';
        var result = branches.Format(source[..(end + 1 + LineFormatter.Slack)], Number + 1, record);
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
