using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>
/// The branches of one batch's Format stage, which fill their blocks in step: a line is in all of them that are to have
/// it, or in none. A branch leaves out what its Receiver has confirmed in an earlier run.
/// </summary>
/// <param name="branches">At least one.</param>
/// <param name="others">What writes the lines of outputs that other runs see to; nothing of theirs is kept.</param>
/// <param name="progress">Says where an earlier run ended.</param>
/// <param name="seen">
/// Is shown the first record of the batch, and of every <see cref="BlocksPerLook"/>th block: to look at more would slow
/// the path, and a batch is of one job. Null when nobody wants to see any.
/// </param>
internal sealed class FormatBranches(
    FormatBranch[] branches, LineFormatter[] others, InputStyle input, BlockLease lease, BatchProgress progress, SeenDataset? seen)
{
    public const int BlocksPerLook = 8;

    private readonly bool[] _haveLines = new bool[branches.Length];
    private readonly long _start = progress.Start;
    private readonly long _confirmedByAll = progress.Resume.ConfirmedByAll;
    private int _repeated;
    private int _replaced;
    private int _blocks;

    /// <summary>Records that are in some branch's block.</summary>
    public int Records { get; private set; }

    /// <summary>Which branches' blocks have lines.</summary>
    public ReadOnlySpan<bool> HaveLines
    {
        get
        {
            for (var i = 0; i < branches.Length; i++)
            {
                _haveLines[i] = branches[i].Block is { Lines: > 0 };
            }

            return _haveLines;
        }
    }

    /// <summary>Gives every branch a block to fill, or says that one cannot be had yet.</summary>
    public bool TryRent()
    {
        foreach (var branch in branches)
        {
            branch.Block ??= lease.TryRent();
            if (branch.Block is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives every branch a block that holds a line of <paramref name="needed"/> bytes. Theirs must be empty.</summary>
    public bool TryGrow(int needed)
    {
        foreach (var branch in branches)
        {
            // A twin's block takes all that its original's does, and that one may be larger than was asked for.
            var room = branch.Twin < 0 ? needed : Math.Max(needed, branches[branch.Twin].Block!.Capacity);
            if (branch.Block!.Capacity >= room)
            {
                continue;
            }

            if (lease.TryRentLarge(room) is not { } larger)
            {
                return false;
            }

            branch.ReturnBlock();
            branch.Block = larger;
        }

        return true;
    }

    /// <summary>Formats the first line of <paramref name="source"/>.</summary>
    /// <param name="source">Whole lines and slack.</param>
    /// <param name="line">Number of the line in its batch, from 1.</param>
    /// <param name="record">Ordinal of the record that it is, unless it is blank.</param>
    /// <returns>Written when any branch has the line, or has had it in an earlier run.</returns>
    public LineResult Format(ReadOnlySpan<byte> source, long line, long record)
    {
        if (record < _confirmedByAll)
        {
            return record < _start ? Pass(source) : Examine(source, line);
        }

        LineResult result = default;
        var (written, leftOut) = (false, false);
        foreach (var branch in branches)
        {
            if (record < branch.Start)
            {
                branch.Written = 0;
                leftOut = true;
                continue;
            }

            if (branch.Formatter is null)
            {
                branch.Written = branches[branch.Twin].Written;
                branch.Notes = branches[branch.Twin].Notes;
                continue;
            }

            result = branch.Formatter.Format(source, branch.Room, line);
            branch.Written = result.Written;
            branch.Notes = result.Notes;
            switch (result.Status)
            {
                case LineStatus.Written:
                    written = true;
                    break;
                case LineStatus.Filtered:
                    break;
                default:
                    return result;
            }
        }

        if (!written)
        {
            return leftOut ? Repeated(result) : ForOthers(source, line, result);
        }

        var notes = LineNotes.None;
        foreach (var branch in branches)
        {
            notes |= branch.Commit();
        }

        _replaced += notes.HasFlag(LineNotes.Replaced) ? 1 : 0;

        if (Records++ == 0 && _blocks++ % BlocksPerLook == 0)
        {
            seen?.Look(source[..result.Consumed]);
        }

        return result with { Status = LineStatus.Written };
    }

    /// <summary>Records since the last call that were at their end before this run.</summary>
    public int TakeRepeated()
    {
        var repeated = _repeated;
        _repeated = 0;
        return repeated;
    }

    /// <summary>Puts into the books what is to be known of the lines in the blocks.</summary>
    public void CountLines()
    {
        if (_replaced > 0)
        {
            progress.AddReplaced(_replaced);
            _replaced = 0;
        }

        foreach (var branch in branches)
        {
            progress.AddLines(branch.Receiver, branch.TakeCounts());
            if (branch.Formatter is { } formatter)
            {
                progress.AddEventTimes(formatter.EventTimes);
            }
        }
    }

    /// <summary>
    /// Hands every block that has lines to <paramref name="push"/>. A branch keeps one that has none, but for a large
    /// one, which another batch may wait for.
    /// </summary>
    /// <param name="endRecord">Ordinal of the first record that is not in them.</param>
    /// <param name="push">Takes them over.</param>
    public void Push(long endRecord, Action<FormatBranch, Block> push)
    {
        foreach (var branch in branches)
        {
            branch.CopyTwin(branches);
        }

        Records = 0;
        foreach (var branch in branches)
        {
            if (branch.Block!.Lines > 0)
            {
                push(branch, branch.TakeBlock(endRecord));
            }
            else if (branch.Block.IsLarge)
            {
                branch.ReturnBlock();
            }
        }
    }

    public void ReturnBlocks()
    {
        foreach (var branch in branches)
        {
            branch.ReturnBlock();
        }
    }

    /// <summary>Goes past a line that was at its end before this run, good or bad.</summary>
    private LineResult Pass(ReadOnlySpan<byte> source)
    {
        var length = source.IndexOf((byte)'\n') + 1;
        var isBlank = BlankLine.Is(source[..length], input);
        _repeated += isBlank ? 0 : 1;
        return new LineResult(isBlank ? LineStatus.Blank : LineStatus.Written, length, 0, 0, RecordError.None, 0);
    }

    /// <summary>Every Receiver has confirmed what is after this, but a bad line may not be in quarantine yet.</summary>
    private LineResult Examine(ReadOnlySpan<byte> source, long line)
    {
        var first = branches[0];
        return Repeated(ForOthers(source, line, first.Formatter!.Format(source, first.Room, line)));
    }

    /// <summary>A record that no branch gets, but another run's output does, is none that nobody gets.</summary>
    private LineResult ForOthers(ReadOnlySpan<byte> source, long line, LineResult result)
    {
        for (var i = 0; i < others.Length && result.Status is LineStatus.Filtered; i++)
        {
            var other = others[i].Format(source, branches[0].Room, line);
            if (other.Status is LineStatus.Written or LineStatus.Full)
            {
                return other;
            }
        }

        return result;
    }

    /// <summary>
    /// No branch needs the record: either all that get it have had it, or none ever got it. To the spool, which counts it
    /// only now, these are two things.
    /// </summary>
    private LineResult Repeated(LineResult result)
    {
        if (result.Status is LineStatus.Written || (result.Status is LineStatus.Filtered && progress.SpooledTo is null))
        {
            _repeated++;
            return result with { Status = LineStatus.Written };
        }

        return result;
    }
}
