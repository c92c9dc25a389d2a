using System.Buffers;

namespace ActorRelay.Records;

/// <summary>
/// Walks the top-level fields of one record, without copying and with nothing on the heap. It trusts the record to be
/// valid JSON; of anything else it gives fields as far as it can read them, and never throws.
/// </summary>
internal ref struct TopLevelFields
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> EndOfLiteral = SearchValues.Create(",}] \t\r\n"u8);

    private ReadOnlySpan<byte> _rest;

    /// <param name="record">One line; what stands before its <c>{</c> is skipped.</param>
    public TopLevelFields(ReadOnlySpan<byte> record)
    {
        var open = record.IndexOf((byte)'{');
        _rest = open < 0 ? [] : record[(open + 1)..];
    }

    /// <summary>As it is written, without its quotes.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>As it is written, a text with its quotes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        SkipBlank();
        if (Peek() == ',')
        {
            _rest = _rest[1..];
            SkipBlank();
        }

        if (Peek() != '"' || !TryTake(LengthOfText(_rest), out var name))
        {
            return false;
        }

        SkipBlank();
        if (Peek() != ':')
        {
            return false;
        }

        _rest = _rest[1..];
        SkipBlank();
        if (!TryTake(LengthOfValue(_rest), out var value))
        {
            return false;
        }

        Name = name[1..^1];
        Value = value;
        return true;
    }

    private readonly byte Peek() => _rest.IsEmpty ? (byte)0 : _rest[0];

    /// <summary>Logpush writes none, so the common case is one comparison.</summary>
    private void SkipBlank()
    {
        if (Peek() <= ' ')
        {
            _rest = _rest.TrimStart(" \t\r\n"u8);
        }
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        taken = length > 0 ? _rest[..length] : [];
        _rest = length > 0 ? _rest[length..] : [];
        return length > 0;
    }

    /// <summary>Quotes included; 0 when it does not end.</summary>
    private static int LengthOfText(ReadOnlySpan<byte> text)
    {
        var at = 1;
        while (at < text.Length)
        {
            var step = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                return 0;
            }

            at += step;
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return 0;
    }

    private static int LengthOfValue(ReadOnlySpan<byte> text) => text.IsEmpty ? 0 : text[0] switch
    {
        (byte)'"' => LengthOfText(text),
        (byte)'{' or (byte)'[' => LengthOfContainer(text),
        _ => Math.Max(0, text.IndexOfAny(EndOfLiteral)),
    };

    private static int LengthOfContainer(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var depth = 0;
        while (at < text.Length)
        {
            var step = text[at..].IndexOfAny(Structure);
            if (step < 0)
            {
                return 0;
            }

            at += step;
            switch (text[at])
            {
                case (byte)'"':
                    var length = LengthOfText(text[at..]);
                    if (length == 0)
                    {
                        return 0;
                    }

                    at += length;
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
            if (depth == 0)
            {
                return at;
            }
        }

        return 0;
    }
}
