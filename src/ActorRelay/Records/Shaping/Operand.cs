using System.Buffers.Text;
using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>What a field is compared with.</summary>
internal sealed class Operand
{
    private readonly byte[] _text;
    private readonly decimal _number;

    public Operand(string text)
    {
        _text = Encoding.UTF8.GetBytes(text);
        IsNumber = TryReadNumber(_text, out _number);
    }

    /// <summary>Its characters in UTF-8.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>They are a number, which 28 digits are enough to hold.</summary>
    public bool IsNumber { get; }

    /// <summary>How a value stands to this number: negative when it is less. False when the value is no number.</summary>
    public bool TryCompare(ReadOnlySpan<byte> value, out int order)
    {
        var can = TryReadNumber(value, out var number) && IsNumber;
        order = can ? number.CompareTo(_number) : 0;
        return can;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out decimal number) =>
        Utf8Parser.TryParse(text, out number, out var length) && length == text.Length;
}
