using System.Net;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What the edge answered.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">Its body.</param>
/// <param name="RetryAfter">When to come again, if it said so.</param>
internal sealed record Answer(HttpStatusCode Status, string Text, TimeSpan? RetryAfter)
{
    public string? Outcome => Json("outcome")?.GetString();

    public long? Records => Json("records")?.GetInt64();

    public long? Quarantined => Json("quarantined")?.GetInt64();

    /// <summary>0 when it does not say: then none was.</summary>
    public long Filtered => Json("filtered")?.GetInt64() ?? 0;

    /// <summary>200, and all of <paramref name="records"/> confirmed.</summary>
    public void AssertConfirmed(long records) => Assert.Equal(
        (HttpStatusCode.OK, "confirmed", records, 0L), (Status, Outcome, Records, Quarantined));

    /// <summary>200, and on disk.</summary>
    public void AssertSpooled() => Assert.Equal((HttpStatusCode.OK, "spooled"), (Status, Outcome));

    private JsonElement? Json(string member)
    {
        using var json = JsonDocument.Parse(Text);
        return json.RootElement.TryGetProperty(member, out var value) ? value.Clone() : null;
    }
}
