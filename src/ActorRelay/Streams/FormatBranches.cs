using ActorRelay.Inspection;
using ActorRelay.Syslog;

namespace ActorRelay.Streams;

/// <summary>The branches of one batch's Format stage, which fill their blocks in step: a line is in all of them or in none.</summary>
/// <param name="branches">At least one.</param>
/// <param name="lease">Where their blocks come from.</param>
/// <param name="seen">
/// Is shown the first record of the batch, and of every <see cref="BlocksPerLook"/>th block: to look at more would slow
/// the path, and a batch is of one job. Null when nobody wants to see any.
/// </param>
internal sealed class FormatBranches(FormatBranch[] branches, BlockLease lease, SeenDataset? seen)
{
    public const int BlocksPerLook = 8;

    private int _blocks;

    /// <summary>Lines in each branch's block.</summary>
    public int Lines => branches[0].Block!.Lines;

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
    public LineResult Format(ReadOnlySpan<byte> source, bool validUtf8)
    {
        LineResult result = default;
        foreach (var branch in branches)
        {
            if (branch.Formatter is null)
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

        foreach (var branch in branches)
        {
            branch.Commit();
        }

        if (Lines == 1 && _blocks++ % BlocksPerLook == 0)
        {
            seen?.Look(source[..result.Consumed]);
        }

        return result;
    }

    /// <summary>Hands every branch's block to <paramref name="push"/>.</summary>
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
            push(branch, branch.TakeBlock(endRecord));
        }
    }

    public void ReturnBlocks()
    {
        foreach (var branch in branches)
        {
            branch.ReturnBlock();
        }
    }
}
