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
    public void AssertBalanced() => Assert.True(
        Received + Record("restored") == Ends.Sum(Record) + Number("spooled", "records") + InFlightRecords, ToString());

    public override string ToString() => json.ToString();

    private long Record(string name) => Number("records", name);

    private long Number(string group, string name) => json.GetProperty(group).GetProperty(name).GetInt64();

    private JsonElement Receiver(string name) =>
        json.GetProperty("receivers").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
}
