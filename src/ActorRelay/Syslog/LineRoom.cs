using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>Whether a line fits into what is left of a block, once formatted.</summary>
internal sealed class LineRoom(MessagePrefix prefix, PayloadFinish finish, bool isText)
{
    /// <summary>Of the first line, with its line feed.</summary>
    public static int LengthOf(ReadOnlySpan<byte> lines) => lines.IndexOf((byte)'\n') + 1;

    /// <summary>Whether the first of some lines fits if it does not grow, and by how much it may at least.</summary>
    public bool Has(ReadOnlySpan<byte> lines, int room, out long growth)
    {
        // While there is room for all the lines there is no need to look for the end of the first.
        growth = room - prefix.Limit - lines.Length;
        if (growth < 0)
        {
            growth = ExactGrowth(lines, room);
        }

        return growth >= 0;
    }

    /// <summary>By how much the first line may grow, or less than 0.</summary>
    public long ExactGrowth(ReadOnlySpan<byte> lines, int room) => room - prefix.Limit - LengthOf(lines);

    /// <summary>The first line does not fit.</summary>
    public LineResult Full(ReadOnlySpan<byte> lines)
    {
        var length = LengthOf(lines);
        var line = lines[..length];
        var needed = prefix.Limit + length + ControlEscapes.GrowthOf(line, isText) + finish.GrowthOf(line);
        return new LineResult(LineStatus.Full, 0, 0, checked((int)needed), RecordError.None, 0);
    }
}
