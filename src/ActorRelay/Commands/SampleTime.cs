using System.Globalization;
using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>When a sample record happened, read from any of the forms Logpush gives a timestamp.</summary>
/// <remarks>Plain and slow on purpose: it is the measure the relay's own reader is held to.</remarks>
internal static class SampleTime
{
    /// <summary>Null when the field is not there, or is no time.</summary>
    public static DateTimeOffset? Read(JsonElement record, string field)
    {
        if (!record.TryGetProperty(field, out var value))
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (text.All(char.IsAsciiDigit) && long.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            return text.Length switch
            {
                10 => DateTimeOffset.FromUnixTimeSeconds(number),
                13 => DateTimeOffset.FromUnixTimeMilliseconds(number),
                19 => DateTimeOffset.FromUnixTimeSeconds(number / 1_000_000_000),
                _ => null,
            };
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
    }
}
