using System.Buffers.Text;
using System.Text.Json;

namespace ActorRelay.Records;

/// <summary>
/// Reads an event time as Logpush writes it, whatever the job's <c>timestamp_format</c> is: a number, a number in
/// quotes, or an RFC 3339 time. Nothing on the heap.
/// </summary>
internal static class EventTime
{
    private const int LongestText = 64;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long LargestSeconds = 100_000_000_000;
    private const long LargestMilliseconds = LargestSeconds * 1_000;
    private const long LargestMicroseconds = LargestMilliseconds * 1_000;

    /// <summary>Reads a time from a field's value.</summary>
    /// <param name="json">The value, as valid JSON.</param>
    /// <param name="microseconds">
    /// Microseconds since 1970-01-01T00:00:00Z, finer parts cut off. A number is seconds below 10^11 (up to 11 digits),
    /// then milliseconds below 10^14, microseconds below 10^17, nanoseconds above.
    /// </param>
    /// <returns>False when it is not a time.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out long microseconds)
    {
        if (json.IsEmpty || json[0] != '"')
        {
            return TryReadNumber(json, out microseconds);
        }

        var text = json[1..^1];
        return text.Contains((byte)'\\') ? TryReadEscaped(json, out microseconds) : TryReadText(text, out microseconds);
    }

    private static bool TryReadText(ReadOnlySpan<byte> text, out long microseconds) =>
        Rfc3339.TryRead(text, out microseconds) || (IsNumber(text) && TryReadNumber(text, out microseconds));

    /// <summary>An encoder may write <c>+</c> as <c>\u002B</c>.</summary>
    private static bool TryReadEscaped(ReadOnlySpan<byte> json, out long microseconds)
    {
        microseconds = 0;
        Span<byte> text = stackalloc byte[LongestText * 6];
        if (json.Length > text.Length)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            return TryReadText(text[..reader.CopyString(text)], out microseconds);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, which no time has.
            return false;
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long microseconds)
    {
        if (Utf8Parser.TryParse(text, out long whole, out var length) && length == text.Length)
        {
            microseconds = whole switch
            {
                > -LargestSeconds and < LargestSeconds => whole * MicrosecondsPerSecond,
                > -LargestMilliseconds and < LargestMilliseconds => whole * 1_000,
                > -LargestMicroseconds and < LargestMicroseconds => whole,
                _ => FloorDivide(whole, 1_000),
            };
            return true;
        }

        return TryReadFraction(text, out microseconds);
    }

    /// <summary>A number with a fraction or an exponent; some senders pass times through a double.</summary>
    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length > LongestText || text.IndexOfAny(".eE"u8) < 0
            || !Utf8Parser.TryParse(text, out decimal value, out var length) || length != text.Length)
        {
            return false;
        }

        var scaled = Math.Abs(value) switch
        {
            < LargestSeconds => value * MicrosecondsPerSecond,
            < LargestMilliseconds => value * 1_000,
            < LargestMicroseconds => value,
            < long.MaxValue => value / 1_000,
            _ => decimal.MaxValue,
        };
        if (scaled == decimal.MaxValue)
        {
            return false;
        }

        microseconds = (long)decimal.Floor(scaled);
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8))
        {
            text = text[1..];
        }

        return !text.IsEmpty && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[^1])
            && !text.ContainsAnyExcept(NumberBytes) && text.Count((byte)'.') <= 1;
    }

    private static ReadOnlySpan<byte> NumberBytes => "0123456789."u8;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((by - 1 - value) / by);
}
