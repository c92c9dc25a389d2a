using System.Security.Cryptography;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// What stands in for a value that must not be seen: a text, or the value's HMAC-SHA256 (RFC 2104), by which equal
/// values stay equal and which only the key's owner can make. Shows neither text nor key.
/// </summary>
internal sealed class FieldMask
{
    /// <summary>Hex digits of a whole hash.</summary>
    public const int MaxDigits = 2 * HMACSHA256.HashSizeInBytes;

    private readonly byte[] _text = [];
    private readonly byte[]? _key;
    private readonly int _digits;

    private FieldMask(byte[] text) => _text = text;

    private FieldMask(byte[] key, int digits)
    {
        _key = key;
        _digits = digits;
    }

    public static FieldMask Text(string text) => new(JsonText.Of(text));

    /// <param name="key">Any bytes; 32 random ones are as good as it gets.</param>
    /// <param name="digits">How many hex digits of the hash stay, from its beginning: 8 to 64.</param>
    public static FieldMask Hash(byte[] key, int digits) => new(key, digits);

    /// <summary>Writes the JSON string that stands in for a value. Under a hash, null stays null.</summary>
    /// <param name="json">The value as sent.</param>
    /// <param name="values">Says what is hashed.</param>
    /// <param name="target">Where it goes.</param>
    public void Write(ReadOnlySpan<byte> json, ValueText values, ShapedText target)
    {
        if (_key is null)
        {
            target.Append(_text);
            return;
        }

        if (json[0] == 'n')
        {
            target.Append(json);
            return;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> digits = stackalloc byte[MaxDigits];
        HMACSHA256.HashData(_key, values.Of(json), hash);
        Convert.TryToHexStringLower(hash, digits, out _);
        target.Append("\""u8);
        target.Append(digits[.._digits]);
        target.Append("\""u8);
    }

    public override string ToString() => "***";
}
