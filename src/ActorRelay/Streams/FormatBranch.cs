using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Syslog;
using Akka.Streams;

namespace ActorRelay.Streams;

/// <summary>One outlet of the Format stage: the block it is filling, and what fills it.</summary>
/// <param name="formatter">Writes its lines; null when an earlier branch has the same output, whose bytes are copied.</param>
/// <param name="twin">That earlier branch, or -1.</param>
/// <param name="start">Ordinal of the first record it needs: its Receiver has confirmed those before.</param>
internal sealed class FormatBranch(
    Outlet<Block> outlet, LineFormatter? formatter, int twin, long start, string receiver)
{
    private int _shortened;
    private int _overflowed;
    private int _receiveTimeUsed;

    public Outlet<Block> Outlet { get; } = outlet;

    public LineFormatter? Formatter { get; } = formatter;

    public int Twin { get; } = twin;

    /// <summary>Ordinal of the first record it needs.</summary>
    public long Start { get; } = start;

    /// <summary>The block being filled, from 0; the branch owns it until it is pushed.</summary>
    public Block? Block { get; set; }

    /// <summary>
    /// Bytes the line just formatted takes, 0 when it does not come here; they count only once every branch that is to
    /// have the line has written it.
    /// </summary>
    public int Written { get; set; }

    /// <summary>Of the line just formatted.</summary>
    public LineNotes Notes { get; set; }

    public string Receiver { get; } = receiver;

    public Span<byte> Room => Block!.Buffer.AsSpan(Block.Length, Block.Capacity - Block.Length + LineFormatter.Slack);

    /// <summary>Every branch that is to have the line has written it: it counts.</summary>
    /// <returns>What is to be known of it.</returns>
    public LineNotes Commit()
    {
        if (Written == 0)
        {
            return LineNotes.None;
        }

        Block!.Length += Written;
        Block.Lines++;
        if (Notes != LineNotes.None)
        {
            Count();
        }

        return Notes;
    }

    /// <summary>What is to be known of lines that came since the last call.</summary>
    public RecordCounts TakeCounts()
    {
        var counts = new RecordCounts
        {
            Shortened = _shortened,
            Overflowed = _overflowed,
            ReceiveTimeUsed = _receiveTimeUsed,
        };
        (_shortened, _overflowed, _receiveTimeUsed) = (0, 0, 0);
        return counts;
    }

    /// <summary>Fills the block of a branch that has a twin.</summary>
    public void CopyTwin(FormatBranch[] branches)
    {
        if (Twin < 0 || Block!.Lines == 0)
        {
            return;
        }

        var content = branches[Twin].Block!.Content;
        content.CopyTo(Block.Buffer);
        Block.Length = content.Length;
    }

    /// <summary>Hands the block over.</summary>
    public Block TakeBlock(long endRecord)
    {
        var block = Block!;
        block.EndRecord = endRecord;
        Block = null;
        return block;
    }

    public void ReturnBlock()
    {
        Block?.Return();
        Block = null;
    }

    private void Count()
    {
        _shortened += Notes.HasFlag(LineNotes.Shortened) ? 1 : 0;
        _overflowed += Notes.HasFlag(LineNotes.Overflowed) ? 1 : 0;
        _receiveTimeUsed += Notes.HasFlag(LineNotes.ReceiveTime) ? 1 : 0;
    }
}
