using System.Globalization;
using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>
/// What a record must look like when it arrives as an <c>alog</c> line, worked out from the rule alone: nothing here is
/// shared with the relay's own formatting.
/// </summary>
/// <remarks>
/// <c>&lt;34&gt;Nov  3 09:05:07 gateway_http Key="text" Other=[1,2]</c>: PRI, event time in Japan, the dataset as
/// HOSTNAME, then each field in the record's own order.
/// </remarks>
internal sealed class ExpectedLine(string dataset, string eventField)
{
    private const string Priority = "<34>";

    /// <summary>RFC 3164 has no year, so an older event bears the time of receipt.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(180);

    private static readonly TimeSpan Newest = TimeSpan.FromDays(1);

    private static readonly TimeSpan JapanTime = TimeSpan.FromHours(9);

    /// <summary>Compares a line that arrived with the record it was made from.</summary>
    /// <param name="record">The record as it was posted.</param>
    /// <param name="arrived">The message that arrived.</param>
    /// <param name="posted">Before the record was posted.</param>
    /// <param name="now">After the line has arrived.</param>
    /// <returns>What differs, or null when the line is right.</returns>
    public string? FindDifference(string record, string arrived, DateTimeOffset posted, DateTimeOffset now)
    {
        using var json = JsonDocument.Parse(record);
        var headers = HeadersOf(json.RootElement, posted, now).ToArray();
        var header = headers.FirstOrDefault(h => arrived.StartsWith(h, StringComparison.Ordinal));
        if (header is null)
        {
            return $"header: {Excerpt(arrived)}, but expected {headers[0]}";
        }

        var rest = arrived[header.Length..];
        foreach (var field in json.RootElement.EnumerateObject())
        {
            var expected = $" {CleanName(field.Name)}={CompactJson.Write(field.Value)}";
            if (!rest.StartsWith(expected, StringComparison.Ordinal))
            {
                return $"field {field.Name}: {Excerpt(rest)}, but expected {Excerpt(expected)}";
            }

            rest = rest[expected.Length..];
        }

        return rest.Length == 0 ? null : $"after the last field: {Excerpt(rest)}";
    }

    /// <summary>The header with the event's time; where that cannot be used, one for each second of receipt.</summary>
    private IEnumerable<string> HeadersOf(JsonElement record, DateTimeOffset posted, DateTimeOffset now)
    {
        if (SampleTime.Read(record, eventField) is { } time && time > now - Oldest && time < now + Newest)
        {
            yield return Header(time);
            yield break;
        }

        for (var second = posted; second < now.AddSeconds(1); second = second.AddSeconds(1))
        {
            yield return Header(second);
        }
    }

    private string Header(DateTimeOffset time)
    {
        var local = time.ToOffset(JapanTime);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Priority}{local:MMM} {local.Day,2} {local:HH:mm:ss} {dataset}");
    }

    private static string CleanName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '@' or '-' ? c : '_'));

    private static string Excerpt(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
