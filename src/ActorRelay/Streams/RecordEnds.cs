using System.Buffers;

namespace ActorRelay.Streams;

/// <summary>
/// Follows a line to where one record on it ends and another begins: behind an object whose brackets are closed, white
/// space and one comma at most, the next <c>{</c>. It looks at brackets and quotes alone, so what a record holds, valid or
/// not, changes nothing; what is no object takes the rest of its line along. A line feed ends every line, wherever it stands.
/// </summary>
internal struct RecordEnds
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]\n"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\\n"u8);

    private State _state;
    private int _depth;
    private bool _hasComma;

    private enum State
    {
        Before,
        Inside,
        InString,
        Escaped,
        Behind,
        NoRecord,
    }

    /// <summary>Of a line that is one, whatever it holds.</summary>
    public static RecordEnds OfText => new() { _state = State.NoRecord };

    /// <summary>Goes on from <paramref name="at"/>; stretches of a line follow each other without a gap.</summary>
    /// <returns>At the line feed, at the next record's <c>{</c>, or the length of <paramref name="bytes"/> when there is neither.</returns>
    public int Next(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            at = Skip(bytes, at);
            if (at == bytes.Length)
            {
                break;
            }

            var b = bytes[at];
            if (b == '\n' || (_state is State.Behind && b == '{'))
            {
                this = default;
                return at;
            }

            Take(b);
            at++;
        }

        return bytes.Length;
    }

    /// <summary>To the next byte that means something.</summary>
    private readonly int Skip(ReadOnlySpan<byte> bytes, int at)
    {
        var rest = bytes[at..];
        var next = _state switch
        {
            State.Inside => rest.IndexOfAny(Structure),
            State.InString => rest.IndexOfAny(StringEnd),
            State.NoRecord => rest.IndexOf((byte)'\n'),
            State.Before or State.Behind => rest.IndexOfAnyExcept(" \t\r"u8),
            _ => 0,
        };
        return next < 0 ? bytes.Length : at + next;
    }

    private void Take(byte b)
    {
        switch (_state)
        {
            case State.InString:
                _state = b == '"' ? State.Inside : State.Escaped;
                break;
            case State.Escaped:
                _state = State.InString;
                break;
            case State.Inside when b == '"':
                _state = State.InString;
                break;
            case State.Inside when b is (byte)'{' or (byte)'[':
                _depth++;
                break;
            case State.Inside:
                _state = --_depth == 0 ? State.Behind : State.Inside;
                _hasComma = false;
                break;
            case State.Before when b == '{':
                (_state, _depth) = (State.Inside, 1);
                break;
            case State.Before or State.Behind when b == ',' && !_hasComma:
                _hasComma = true;
                break;
            default:
                _state = State.NoRecord;
                break;
        }
    }
}
