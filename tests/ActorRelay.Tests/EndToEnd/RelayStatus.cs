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

    public long Repeated => Record("repeated");

    /// <summary>Posts that were answered with this outcome.</summary>
    public long Outcomes(string outcome) =>
        json.GetProperty("edge").GetProperty("outcomes").TryGetProperty(outcome, out var count) ? count.GetInt64() : 0;

    /// <summary>Batches the ledger remembers.</summary>
    public long LedgerEntries => Number("ledger", "entries");

    /// <summary>Bodies that were set aside whole.</summary>
    public long QuarantinedBodies => Number("bodies", "quarantined");

    public long Filtered => Record("filtered");

    public long InFlightBatches => Number("inFlight", "batches");

    public long InFlightRecords => Number("inFlight", "records");

    public long InFlightBytes => Number("inFlight", "bytes");

    /// <summary>The Receiver's state: up, connecting or down.</summary>
    public string? State(string receiver) => Receiver(receiver).GetProperty("state").GetString();

    public int Connections(string receiver) => Receiver(receiver).GetProperty("connections").GetInt32();

    public string? Confirmation(string receiver) => Receiver(receiver).GetProperty("confirmation").GetString();

    /// <summary>The books balance, in total and of each dataset: each record received is in exactly one place.</summary>
    public void AssertBalanced()
    {
        AssertBalanced(json);
        foreach (var dataset in json.GetProperty("datasets").EnumerateArray())
        {
            Assert.NotEmpty(dataset.GetProperty("dataset").GetString()!);
            AssertBalanced(dataset);
        }

        foreach (var member in Ends.Append("received").Append("restored"))
        {
            Assert.Equal(Record(member), json.GetProperty("datasets").EnumerateArray().Sum(each => Number(each, "records", member)));
        }
    }

    public override string ToString() => json.ToString();

    private long Record(string name) => Number("records", name);

    private long Number(string group, string name) => Number(json, group, name);

    private static long Number(JsonElement json, string group, string name) =>
        json.GetProperty(group).GetProperty(name).GetInt64();

    private void AssertBalanced(JsonElement books) => Assert.True(
        Number(books, "records", "received") + Number(books, "records", "restored")
            == Ends.Sum(end => Number(books, "records", end))
            + Number(books, "spooled", "records")
            + Number(books, "inFlight", "records"),
        ToString());

    private JsonElement Receiver(string name) =>
        json.GetProperty("receivers").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
}
