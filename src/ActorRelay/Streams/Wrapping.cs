using System.Buffers;

namespace ActorRelay.Streams;

/// <summary>
/// Where the records of a body stand that <see cref="WrappingProbe"/> has read to its end: between the brackets of one
/// array, a comma between each and the next. They become one record a line here, in place: what is outside the array
/// turns into spaces, a comma between elements into a line end, and a line end inside an element into a space.
/// </summary>
/// <param name="from">Behind the array's first bracket, in bytes from the body's first.</param>
/// <param name="to">At its last bracket.</param>
internal sealed class Wrapping(long from, long to)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],\n\r"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);

    private long _at;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>Turns one stretch of the body into lines; stretches follow each other without a gap.</summary>
    public void Unwrap(Span<byte> bytes)
    {
        var begin = (int)Math.Clamp(from - _at, 0, bytes.Length);
        var end = (int)Math.Clamp(to - _at, begin, bytes.Length);
        bytes[..begin].Fill((byte)' ');
        UnwrapElements(bytes[begin..end]);
        bytes[end..].Fill((byte)' ');
        _at += bytes.Length;
    }

    private void UnwrapElements(Span<byte> bytes)
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
            if (next < 0)
            {
                return;
            }

            at += next;
            Take(ref bytes[at]);
            at++;
        }
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

    private void Take(ref byte b)
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
            case (byte)',':
                b = _depth > 0 ? b : (byte)'\n';
                break;
            default:
                b = (byte)' ';
                break;
        }
    }
}
