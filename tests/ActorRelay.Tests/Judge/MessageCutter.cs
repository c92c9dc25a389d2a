using System.Globalization;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// Cuts one connection's stream into messages, as a receiver does. It shares no code with the relay. After bytes that
/// are no octet count it takes all that follows for one message, which no judge will know.
/// </summary>
internal sealed class MessageCutter(Framing framing)
{
    private const int LongestCount = 10;

    private readonly MemoryStream _held = new();
    private int? _length;
    private bool _isLost;

    private MessageCutter(MessageCutter other)
        : this(other.Framing)
    {
        _held.Write(other.Held);
        _length = other._length;
        _isLost = other._isLost;
    }

    public Framing Framing => framing;

    /// <summary>What came of a message that is not whole yet; with octet counting the count too, until that is whole.</summary>
    public ReadOnlySpan<byte> Held => _held.GetBuffer().AsSpan(0, (int)_held.Length);

    /// <summary>No message has begun.</summary>
    public bool IsBetween => _held.Length == 0 && _length is null;

    /// <summary>Another one, to look ahead with.</summary>
    public MessageCutter Copy() => new(this);

    /// <summary>Takes the next bytes, and tells of each message that became whole.</summary>
    public void Take(ReadOnlySpan<byte> bytes, Action<ReadOnlySpan<byte>> message)
    {
        while (bytes.Length > 0)
        {
            var step = ToEndOfStep(bytes);
            _held.Write(bytes[..step]);
            bytes = bytes[step..];
            if (framing == Framing.Newline)
            {
                if (Held[^1] == '\n')
                {
                    Emit(Held[..^1], message);
                }
            }
            else if (_length == _held.Length)
            {
                Emit(Held, message);
            }
            else if (_length is null && !_isLost)
            {
                ReadCount();
            }
        }
    }

    /// <summary>How many of the next bytes belong to the message that is being read, or to its count.</summary>
    public int ToEndOfStep(ReadOnlySpan<byte> next)
    {
        if (framing == Framing.OctetCounting && _length is { } length)
        {
            return Math.Min(next.Length, length - (int)_held.Length);
        }

        var end = next.IndexOf(framing == Framing.Newline ? (byte)'\n' : (byte)' ');
        return end < 0 ? next.Length : end + 1;
    }

    private void Emit(ReadOnlySpan<byte> whole, Action<ReadOnlySpan<byte>> message)
    {
        message(whole);
        _held.SetLength(0);
        _length = null;
    }

    private void ReadCount()
    {
        var isCount = int.TryParse(
            Encoding.ASCII.GetString(Held[..^1]), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0;
        if (Held[^1] == ' ' && isCount)
        {
            _length = length;
            _held.SetLength(0);
        }
        else
        {
            _isLost = Held[^1] == ' ' || _held.Length > LongestCount;
        }
    }
}
