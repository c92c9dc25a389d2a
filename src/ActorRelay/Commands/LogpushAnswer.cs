using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>What a destination answered to one upload.</summary>
/// <param name="Detail">Outcome, and what is said to be wrong: one line, safe to print. May be empty.</param>
/// <param name="Quarantined">Records that were set aside; 0 when it does not say.</param>
internal sealed record LogpushAnswer(int Status, string Detail, long Quarantined)
{
    /// <summary>Characters of a body that are shown: a relay's are short, and a stranger's may be anything.</summary>
    private const int MaxDetail = 200;

    public bool IsAccepted => Status == 200;

    /// <summary>The destination, or a proxy before it, wants it again, later.</summary>
    public bool IsRetryable => Status is 429 or 502 or 503 or 504;

    public static LogpushAnswer Read(int status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var isObject = json.RootElement.ValueKind == JsonValueKind.Object;
            if (isObject && json.RootElement.TryGetProperty("outcome", out var outcome))
            {
                var hasCount = json.RootElement.TryGetProperty("quarantined", out var count);
                var detail = json.RootElement.TryGetProperty("error", out var error)
                    ? $"{outcome}: {error}"
                    : $"{outcome}";
                return new(status, OneLine(detail), hasCount && count.TryGetInt64(out var number) ? number : 0);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
        }

        return new(status, OneLine(body), 0);
    }

    public override string ToString() => Detail.Length == 0 ? $"{Status}" : $"{Status} {Detail}";

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Take(MaxDetail).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length > MaxDetail ? line + "..." : line;
    }
}
