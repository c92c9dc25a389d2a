using System.Buffers;

namespace ActorRelay.Streams;

/// <summary>Cuts a JSON text, stretch by stretch, into strings, words (numbers, <c>true</c>, ...) and single bytes.</summary>
internal abstract class JsonTokens
{
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\\n"u8);
    private static readonly SearchValues<byte> WordEnd = SearchValues.Create("\"{}[],: \t\r\n"u8);

    private bool _inString;
    private bool _inWord;
    private bool _escaped;

    /// <summary>Bytes read so far.</summary>
    public long Length { get; private set; }

    /// <summary>Nothing that follows is of interest.</summary>
    public bool HasFailed { get; protected set; }

    /// <summary>Reads one stretch; stretches follow each other without a gap.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && !HasFailed)
        {
            if (_inString)
            {
                at = ReadString(bytes, at);
            }
            else if (_inWord)
            {
                var end = bytes[at..].IndexOfAny(WordEnd);
                _inWord = end < 0;
                at = end < 0 ? bytes.Length : at + end;
            }
            else
            {
                Begin(bytes[at], Length + at);
                at++;
            }
        }

        Length += bytes.Length;
    }

    /// <summary>A single byte, or the first of a string or word.</summary>
    protected abstract void Take(byte b, long at);

    /// <summary>A part of a string, as it stands there.</summary>
    protected abstract void TakePart(ReadOnlySpan<byte> part);

    protected abstract void EndString();

    private void Begin(byte b, long at)
    {
        _inString = b == '"';
        _inWord = !_inString && !WordEnd.Contains(b);
        Take(b, at);
    }

    private int ReadString(ReadOnlySpan<byte> bytes, int at)
    {
        if (_escaped)
        {
            _escaped = false;
            TakePart(bytes.Slice(at, 1));
            return at + 1;
        }

        var next = bytes[at..].IndexOfAny(StringEnd);
        var end = next < 0 ? bytes.Length : at + next;
        TakePart(bytes[at..end]);
        if (next < 0)
        {
            return end;
        }

        switch (bytes[end])
        {
            case (byte)'\\':
                _escaped = true;
                TakePart(bytes.Slice(end, 1));
                break;
            case (byte)'"':
                _inString = false;
                EndString();
                break;
            default:
                // A string of JSON cannot go over a line end.
                HasFailed = true;
                break;
        }

        return end + 1;
    }
}
