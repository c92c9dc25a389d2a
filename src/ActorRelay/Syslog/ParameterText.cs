using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Writes parameters into the room there is, and never beyond: once something does not fit, nothing more is written, and
/// <see cref="IsFull"/> says so.
/// </summary>
internal sealed unsafe class ParameterText(ParameterSyntax syntax)
{
    private readonly ControlEscapes _escapes = new();
    private readonly bool _joinsLines = syntax.Trims;
    private byte[] _json = [];
    private byte* _end;

    /// <summary>Where the next byte goes.</summary>
    public byte* At { get; private set; }

    public bool IsFull { get; private set; }

    /// <summary>Begins a payload.</summary>
    public void Begin(byte* target, long room)
    {
        At = target;
        _end = target + room;
        IsFull = room < 0;
    }

    /// <summary>Takes back all from there on.</summary>
    public void Truncate(byte* at) => At = at;

    public void Append(byte value)
    {
        if (IsFull || At == _end)
        {
            IsFull = true;
            return;
        }

        *At++ = value;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        if (IsFull || text.Length > _end - At)
        {
            IsFull = true;
            return;
        }

        text.CopyTo(new Span<byte>(At, text.Length));
        At += text.Length;
    }

    public void AppendNumber(long value)
    {
        var digits = stackalloc byte[Digits.Limit];
        Append(new ReadOnlySpan<byte>(digits, (int)(Digits.Write(value, digits) - digits)));
    }

    /// <summary>Writes what a value says: of a string its content, of an array or object its compact JSON.</summary>
    /// <param name="value">A value of a record that the scanner has accepted.</param>
    /// <param name="length">Of it.</param>
    /// <param name="kind">Of it.</param>
    public void AppendValue(byte* value, int length, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.String:
                AppendString(value + 1, value + length - 1);
                break;
            case FieldKind.Object or FieldKind.Array:
                AppendPlain(Compact(value, length));
                break;
            default:
                Append(new ReadOnlySpan<byte>(value, length));
                break;
        }
    }

    /// <summary>Writes text that has no control characters and no escapes but those that are part of it, such as compact JSON.</summary>
    public void AppendPlain(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var run = text.IndexOfAny(syntax.Stops);
            Append(run < 0 ? text : text[..run]);
            if (run < 0)
            {
                return;
            }

            AppendAscii(text[run]);
            text = text[(run + 1)..];
        }
    }

    /// <summary>
    /// Takes blanks off both ends of what stands behind <paramref name="start"/>. Where there is no escape, one follows a
    /// backslash at its end: rsyslog's mmleefparse takes a delimiter behind a backslash for a part of the value.
    /// </summary>
    /// <returns>Whether anything is left.</returns>
    public bool Trim(byte* start)
    {
        if (syntax.Trims)
        {
            var text = new ReadOnlySpan<byte>(start, (int)(At - start)).TrimEnd((byte)' ');
            var kept = text.TrimStart((byte)' ');
            kept.CopyTo(new Span<byte>(start, kept.Length));
            At = start + kept.Length;
        }

        if (syntax.HasNoEscape && At > start && At[-1] == '\\')
        {
            Append((byte)' ');
        }

        return At > start;
    }

    private ReadOnlySpan<byte> Compact(byte* value, int length)
    {
        var growth = ControlEscapes.GrowthOf(new ReadOnlySpan<byte>(value, length), text: false);
        var target = Scratch(length + growth);
        _escapes.Begin(growth);
        fixed (byte* start = target)
        {
            return target.AsSpan(0, (int)(JsonValue.CopyOther(value, start, _escapes).Target - start));
        }
    }

    /// <summary>A buffer with slack behind it.</summary>
    private byte[] Scratch(long length)
    {
        if (_json.Length < length + LineFormatter.Slack)
        {
            _json = new byte[checked((int)(2 * length + LineFormatter.Slack))];
        }

        return _json;
    }

    private void AppendString(byte* p, byte* end)
    {
        while (p < end && !IsFull)
        {
            var rest = new ReadOnlySpan<byte>(p, (int)(end - p));
            var run = rest.IndexOfAny(syntax.Stops);
            Append(run < 0 ? rest : rest[..run]);
            if (run < 0)
            {
                return;
            }

            p += run;
            if (*p == '\\')
            {
                var character = JsonEscape.Read(p, out var length);
                AppendCharacter(character);
                p += length;
                if (_joinsLines && character == '\r' && p < end && *p == '\\' && JsonEscape.Read(p, out length) == '\n')
                {
                    p += length;
                }

                continue;
            }

            var control = ControlEscapes.LengthOf(p, out var value);
            if (control > 0)
            {
                AppendCharacter(value);
                p += control;
            }
            else
            {
                AppendAscii(*p++);
            }
        }
    }

    /// <summary>A character that stood escaped in the record, or has to be.</summary>
    private void AppendCharacter(int value)
    {
        if (_joinsLines && value is '\r' or '\n')
        {
            Append("\\n"u8);
            return;
        }

        if (value is '"' or '\\' or (>= ' ' and < 0x7F) || (_joinsLines && value == '\t'))
        {
            AppendAscii(value == '\t' ? (byte)' ' : (byte)value);
            return;
        }

        // What is written has a backslash only if it is an escape of JSON, which then is text like any other.
        var text = stackalloc byte[JsonEscape.UnicodeLength];
        AppendPlain(new ReadOnlySpan<byte>(text, (int)(JsonEscape.Write(value, text) - text)));
    }

    private void AppendAscii(byte value)
    {
        if (value < 0x7F && syntax.Escaped.Contains(value))
        {
            Append((byte)'\\');
        }

        Append(value == '\t' && syntax.Trims ? (byte)' ' : value);
    }
}
