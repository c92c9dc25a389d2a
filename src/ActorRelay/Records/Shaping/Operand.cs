using System.Buffers.Text;
using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>What a field is compared with.</summary>
internal sealed class Operand
{
    /// <summary>Of which no number is too large for a long.</summary>
    private const int MostDigits = 18;

    private readonly byte[] _text;
    private readonly decimal _number;
    private readonly long _whole;
    private readonly bool _isWhole;

    public Operand(string text)
    {
        _text = Encoding.UTF8.GetBytes(text);
        IsNumber = TryReadNumber(_text, out _number);
        _isWhole = TryReadWhole(_text, out _whole);
    }

    /// <summary>Its characters in UTF-8.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>They are a number, which 28 digits are enough to hold.</summary>
    public bool IsNumber { get; }

    /// <summary>How a value stands to this number: negative when it is less. False when the value is no number.</summary>
    public bool TryCompare(ReadOnlySpan<byte> value, out int order)
    {
        if (_isWhole && TryReadWhole(value, out var whole))
        {
            order = whole.CompareTo(_whole);
            return true;
        }

        var can = TryReadNumber(value, out var number) && IsNumber;
        order = can ? number.CompareTo(_number) : 0;
        return can;
    }

    /// <summary>A whole number of few digits, which most are, without the long way.</summary>
    private static bool TryReadWhole(ReadOnlySpan<byte> text, out long whole)
    {
        whole = 0;
        if (text.Length is 0 or > MostDigits)
        {
            return false;
        }

        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            whole = whole * 10 + digit - '0';
        }

        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out decimal number) =>
        Utf8Parser.TryParse(text, out number, out var length) && length == text.Length;
}
