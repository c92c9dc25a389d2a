namespace ActorRelay.Records;

/// <summary>
/// Escapes what a Receiver could take for the end of a line, or for a command to a terminal, and what senders may put
/// into a string as it is: DEL, C1 controls (U+0080 to U+009F), U+2028 and U+2029. They make a line longer than it came,
/// so they are counted against the room that is left, and whatever else does is counted with them.
/// </summary>
internal sealed unsafe class ControlEscapes
{
    private long _growth;

    /// <summary>Bytes by which the line may still become longer.</summary>
    public long Growth => _growth;

    /// <summary>The room was used up: the line needs a larger one, and was refused for that alone.</summary>
    public bool OutOfRoom { get; private set; }

    /// <summary>Begins a line.</summary>
    /// <param name="growth">Bytes by which it may become longer.</param>
    public void Begin(long growth)
    {
        _growth = growth;
        OutOfRoom = false;
    }

    /// <summary>
    /// Copies the character at <paramref name="source"/>, which is DEL, C2, E2 or a byte that needs no escape. Of the
    /// latter only the one byte is taken, so that no step goes by a line feed, be the text valid UTF-8 or not.
    /// </summary>
    public Cursor Copy(byte* source, byte* target)
    {
        var length = LengthOf(source, out var value);
        if (length == 0)
        {
            *target = *source;
            return new Cursor(source + 1, target + 1);
        }

        return Reserve(JsonEscape.UnicodeLength - length)
            ? new Cursor(source + length, JsonEscape.WriteUnicode(value, target))
            : Cursor.Refused;
    }

    /// <summary>Takes some of the room that is left, or says that there is too little.</summary>
    public bool Reserve(int bytes)
    {
        _growth -= bytes;
        OutOfRoom |= _growth < 0;
        return _growth >= 0;
    }

    /// <summary>By how much a line may become longer, at most.</summary>
    /// <param name="line">The line.</param>
    /// <param name="text">It is text, in which C0 controls are escaped too.</param>
    public static long GrowthOf(ReadOnlySpan<byte> line, bool text)
    {
        var growth = (JsonEscape.UnicodeLength - 1L) * line.Count((byte)0x7F)
            + (JsonEscape.UnicodeLength - 2L) * line.Count((byte)0xC2)
            + (JsonEscape.UnicodeLength - 3L) * line.Count((byte)0xE2);
        if (text)
        {
            foreach (var value in line)
            {
                growth += value < 0x20 ? JsonEscape.UnicodeLength - 1 : 0;
            }
        }

        return growth;
    }

    /// <summary>Bytes of the character to be escaped that begins here with DEL, C2 or E2; 0 when it is none.</summary>
    public static int LengthOf(byte* source, out int value)
    {
        value = source[0];
        switch (value)
        {
            case 0x7F:
                return 1;
            case 0xC2 when source[1] is >= 0x80 and <= 0x9F:
                value = source[1];
                return 2;
            case 0xE2 when source[1] == 0x80 && source[2] is 0xA8 or 0xA9:
                value = 0x2000 | source[2] & 0x3F;
                return 3;
            default:
                return 0;
        }
    }
}
