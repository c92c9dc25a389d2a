using System.Buffers;

namespace ActorRelay.Streams;

/// <summary>
/// What stands around the records of a body. Logpush's output_options can make of NDJSON one JSON array
/// (<c>[{..},{..}]</c>), objects with only commas between (<c>{..},{..}</c>), or an envelope
/// (<c>{"events":[{..},{..}]}</c>), on one line or on many. All of these become one record a line here, in place: what
/// is outside the records turns into line ends and spaces, and a line end inside a record into a space.
/// </summary>
/// <remarks>
/// A body is told by its first block. NDJSON, commas before or after the line end included, is left as it is. A body
/// that is one record, whose only field is an array of objects, is taken for an envelope; there is no way to tell.
/// </remarks>
internal sealed class Wrapping
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],\n\r"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);

    private readonly int _recordDepth;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    private Wrapping(int recordDepth, int depth)
    {
        _recordDepth = recordDepth;
        _depth = depth;
    }

    /// <summary>Looks at the first bytes of a body; null when it is plain NDJSON, or nothing that is known.</summary>
    /// <param name="first">The first bytes. What stands before the records is blanked.</param>
    /// <param name="isAll">There is no more of the body than this.</param>
    public static Wrapping? Recognise(Span<byte> first, bool isAll)
    {
        if (first.StartsWith("\uFEFF"u8))
        {
            first[..3].Fill((byte)' ');
        }

        var start = first.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? null : first[start] switch
        {
            (byte)'[' => Enter(first, start + 1, depth: 1),
            (byte)'{' => RecogniseObject(first, start, isAll),
            _ => null,
        };
    }

    /// <summary>Whether all that was opened is closed: what the end of a whole body must find.</summary>
    public bool IsClosed => _depth == 0 && !_inString;

    /// <summary>Turns one stretch of the body into lines, in place; stretches follow each other without a gap.</summary>
    /// <returns>
    /// -1, or the byte at which brackets no longer match: records behind it cannot be told apart, and to guess might
    /// lose some without a count.
    /// </returns>
    public int Unwrap(Span<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (_inString)
            {
                at = SkipString(bytes, at);
                continue;
            }

            var next = bytes[at..].IndexOfAny(Structure);
            var end = next < 0 ? bytes.Length : at + next;
            if (_depth < _recordDepth)
            {
                bytes[at..end].Fill((byte)' ');
            }

            if (next >= 0 && !TryTake(ref bytes[end]))
            {
                return end;
            }

            at = end + 1;
        }

        return -1;
    }

    private static Wrapping Enter(Span<byte> first, int from, int depth)
    {
        first[..from].Fill((byte)' ');
        return new Wrapping(depth, depth);
    }

    /// <summary>Follows the first object to its end, or to the first line end, to see which of the shapes this is.</summary>
    private static Wrapping? RecogniseObject(Span<byte> first, int start, bool isAll)
    {
        var probe = new Wrapping(0, 0);
        var array = -1;
        var innermost = -1;
        var members = 0;
        for (var i = start; i < first.Length; i++)
        {
            if (probe._inString)
            {
                var next = probe.SkipString(first, i);
                if (first[i..next].Contains((byte)'\n'))
                {
                    return null;
                }

                i = next - 1;
                continue;
            }

            var b = first[i];
            if (b == '\n')
            {
                // An envelope's head, or a record that is cut off: one bad line, and the rest is NDJSON. A carriage
                // return alone ends no line: it is a blank like others (RFC 8259 section 2).
                return innermost >= 0 && probe._depth == 2 && IsBlankOrObjects(first[(innermost + 1)..i])
                    ? Enter(first, innermost + 1, depth: 2)
                    : null;
            }

            members += b == ',' && probe._depth == 1 ? 1 : 0;
            array = b == '[' && probe._depth == 1 ? i : array;
            innermost = b == '[' && probe._depth == 1 ? i : innermost;
            probe.Count(b);
            innermost = probe._depth == 1 ? -1 : innermost;
            if (probe._depth == 0)
            {
                var envelope = members == 0 && HoldsObjects(first, array, i);
                return AfterFirst(first[(i + 1)..], isAll) switch
                {
                    Next.Record => new Wrapping(0, 0),
                    Next.End when envelope => Enter(first, array + 1, depth: 2),
                    _ => null,
                };
            }
        }

        return members == 0 && HoldsObjects(first, array, first.Length - 1) ? Enter(first, array + 1, depth: 2) : null;
    }

    private static Next AfterFirst(ReadOnlySpan<byte> rest, bool isAll)
    {
        var next = rest.IndexOfAnyExcept(" \t\r\n"u8);
        if (next < 0)
        {
            return isAll ? Next.End : Next.Line;
        }

        return rest[next] == ',' && !rest[..next].Contains((byte)'\n') && !IsLineEnd(rest[(next + 1)..])
            ? Next.Record
            : Next.Line;
    }

    private static bool IsLineEnd(ReadOnlySpan<byte> rest)
    {
        var next = rest.IndexOfAnyExcept(" \t\r"u8);
        return next < 0 || rest[next] == '\n';
    }

    private static bool HoldsObjects(ReadOnlySpan<byte> bytes, int array, int last)
    {
        if (array < 0)
        {
            return false;
        }

        var content = bytes[(array + 1)..(last + 1)];
        return content.IndexOfAnyExcept(" \t\r\n"u8) >= 0 && IsBlankOrObjects(content);
    }

    private static bool IsBlankOrObjects(ReadOnlySpan<byte> content)
    {
        var next = content.IndexOfAnyExcept(" \t\r\n"u8);
        return next < 0 || content[next] is (byte)'{' or (byte)']';
    }

    private int SkipString(ReadOnlySpan<byte> bytes, int at)
    {
        if (_escaped)
        {
            _escaped = false;
            return at + 1;
        }

        var next = bytes[at..].IndexOfAny(StringEnd);
        if (next < 0)
        {
            return bytes.Length;
        }

        _escaped = bytes[at + next] == '\\';
        _inString = _escaped;
        return at + next + 1;
    }

    private bool TryTake(ref byte b)
    {
        var inside = _depth > _recordDepth;
        switch (b)
        {
            case (byte)'\n' or (byte)'\r':
                b = inside ? (byte)' ' : (byte)'\n';
                return true;
            case (byte)',':
                b = inside ? b : (byte)'\n';
                return true;
            case (byte)'{' or (byte)'[' when _depth < _recordDepth:
            case (byte)'}' or (byte)']' when _depth == 0:
                return false;
        }

        Count(b);
        b = inside || _depth > _recordDepth ? b : (byte)' ';
        return true;
    }

    private void Count(byte b)
    {
        switch (b)
        {
            case (byte)'"':
                _inString = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                break;
        }
    }

    private enum Next
    {
        Line,
        Record,
        End,
    }
}
