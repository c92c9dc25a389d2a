using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>
/// The branches of one batch's Format stage, which fill their blocks in step: a line is in all of them or in none, but
/// for those whose Receiver confirmed it in an earlier run.
/// </summary>
internal sealed class FormatBranches(FormatBranch[] branches, InputStyle input, BlockLease lease, ResumePoint resume)
{
    private readonly long _start = resume.Start;
    private readonly long _confirmedByAll = resume.ConfirmedByAll;
    private int _repeated;

    public bool HaveLines
    {
        get
        {
            foreach (var branch in branches)
            {
                if (branch.Block!.Lines > 0)
                {
                    return true;
                }
            }

            return false;
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

    /// <summary>Formats the first line of <paramref name="source"/>, which is <paramref name="record"/> unless it is blank.</summary>
    public LineResult Format(ReadOnlySpan<byte> source, bool validUtf8, long record)
    {
        if (record < _start)
        {
            return Pass(source);
        }

        LineResult result = default;
        foreach (var branch in branches)
        {
            if (branch.Formatter is null || record < branch.Start)
            {
                continue;
            }

            result = branch.Formatter.Format(source, validUtf8, branch.Room);
            branch.Written = result.Written;
            if (result.Status is not LineStatus.Written)
            {
                return result;
            }
        }

        if (record < _confirmedByAll)
        {
            return Examine(source, validUtf8);
        }

        foreach (var branch in branches)
        {
            if (record < branch.Start)
            {
                branch.LeftOut++;
            }
            else
            {
                branch.Commit();
            }
        }

        return result;
    }

    /// <summary>Tells of records that were framed since the last call.</summary>
    public void Report(BatchProgress progress, int records, BadLines bad)
    {
        progress.AddFramed(records, _repeated + bad.TakeRepeated(), bad.Count);
        _repeated = 0;
        for (var i = 0; i < branches.Length; i++)
        {
            if (branches[i].LeftOut > 0)
            {
                progress.AddConfirmedBefore(i, branches[i].LeftOut);
                branches[i].LeftOut = 0;
            }
        }
    }

    /// <summary>Hands the blocks that have lines to <paramref name="push"/>.</summary>
    /// <param name="endRecord">Ordinal of the first record that is not in them.</param>
    /// <param name="push">Takes them over.</param>
    public void Push(long endRecord, Action<FormatBranch, Block> push)
    {
        foreach (var branch in branches)
        {
            branch.CopyTwin(branches);
        }

        foreach (var branch in branches)
        {
            if (branch.Block!.Lines > 0)
            {
                push(branch, branch.TakeBlock(endRecord));
            }
            else
            {
                branch.KeepBlock();
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

    /// <summary>Every Receiver has confirmed what comes before this, but a bad line may not be in quarantine yet.</summary>
    private LineResult Examine(ReadOnlySpan<byte> source, bool validUtf8)
    {
        var first = branches[0];
        var result = first.Formatter!.Format(source, validUtf8, first.Room);
        _repeated += result.Status is LineStatus.Written ? 1 : 0;
        return result;
    }
}
