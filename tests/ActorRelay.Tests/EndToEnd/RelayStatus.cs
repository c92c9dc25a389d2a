using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What <c>/relay/status</c> said at one moment.</summary>
internal sealed class RelayStatus(JsonElement json)
{
    private static readonly string[] Ends = ["confirmed", "quarantined", "filtered", "repeated", "refused", "evicted"];

    public long Received => Record("received");

    public long Confirmed => Record("confirmed");

    public long Refused => Record("refused");

    public long Quarantined => Record("quarantined");

    public long Filtered => Record("filtered");

    public long InFlightBatches => Number("inFlight", "batches");

    public long InFlightRecords => Number("inFlight", "records");

    public long InFlightBytes => Number("inFlight", "bytes");

    /// <summary>The Receiver's state: up, connecting or down.</summary>
    public string? State(string receiver) => Receiver(receiver).GetProperty("state").GetString();

    public int Connections(string receiver) => Receiver(receiver).GetProperty("connections").GetInt32();

    public string? Confirmation(string receiver) => Receiver(receiver).GetProperty("confirmation").GetString();

    /// <summary>The books balance: each record received is in exactly one place.</summary>
    public void AssertBalanced()
    {
        var imbalance = Imbalance();
        Assert.True(imbalance is null, imbalance);
    }

    /// <summary>What does not balance, of all records or of a single dataset's; null when everything does.</summary>
    public string? Imbalance()
    {
        if (Imbalance("all", json.GetProperty("records"), Number(json, "spooled", "records"), InFlightRecords) is { } imbalance)
        {
            return imbalance;
        }

        return json.TryGetProperty("datasets", out var datasets)
            ? datasets.EnumerateObject()
                .Select(dataset => Imbalance(
                    dataset.Name, dataset.Value, Number(dataset.Value, "spooled"), Number(dataset.Value, "inFlight")))
                .FirstOrDefault(imbalance => imbalance is not null)
            : null;
    }

    public override string ToString() => json.ToString();

    private string? Imbalance(string of, JsonElement counters, long spooled, long inFlight)
    {
        var came = Number(counters, "received") + Number(counters, "restored");
        var placed = Ends.Sum(end => Number(counters, end)) + spooled + inFlight;
        return came == placed ? null : $"{of}: {came} came, {placed} are somewhere: {json}";
    }

    private long Record(string name) => Number(json, "records", name);

    private long Number(string group, string name) => Number(json, group, name);

    /// <summary>0 where nobody counts that.</summary>
    private static long Number(JsonElement from, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!from.TryGetProperty(name, out from))
            {
                return 0;
            }
        }

        return from.GetInt64();
    }

    private JsonElement Receiver(string name) =>
        json.GetProperty("receivers").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
}
