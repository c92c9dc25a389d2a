using System.Text.Json;
using ActorRelay.Tests.Judge;

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

    /// <summary>Blocks in use, and blocks that batches were promised.</summary>
    public (long Outstanding, long Taken) Blocks => (Block("outstanding"), Block("taken"));

    public long Restored => Record("restored");

    public long Evicted => Record("evicted");

    public long SpooledBatches => Number("spooled", "batches");

    public long SpooledRecords => Number("spooled", "records");

    /// <summary>As the judge holds them against what arrived.</summary>
    public Books Books => new(
        Received, Restored, Confirmed, Repeated, Refused, Quarantined + Filtered + Evicted, SpooledRecords + InFlightRecords);

    /// <summary>Batches that wait in the spool for a Receiver, those on their way among them.</summary>
    public long Backlog(string receiver) => json.GetProperty("spool").GetProperty("backlogs").EnumerateArray()
        .Where(backlog => backlog.GetProperty("receiver").GetString() == receiver).Sum(backlog => backlog.GetProperty("batches").GetInt64());

    /// <summary>Why the spool cannot be used; null when it can, or is off.</summary>
    public string? SpoolFault => json.GetProperty("spool").GetProperty("fault").GetString();

    /// <summary>The Receiver's state: connecting, up, hung or down.</summary>
    public string? State(string receiver) => Receiver(receiver).GetProperty("state").GetString();

    /// <summary>How long it has confirmed nothing though bytes wait.</summary>
    public double StalledSeconds(string receiver) => Receiver(receiver).GetProperty("stalledSeconds").GetDouble();

    public int Connections(string receiver) => Receiver(receiver).GetProperty("connections").GetInt32();

    public string? Confirmation(string receiver) => Receiver(receiver).GetProperty("confirmation").GetString();

    /// <summary>Lines made for the Receiver that were shortened, and those that show the time of receipt.</summary>
    public (long Shortened, long ReceiveTimeUsed) Lines(string receiver) => (
        Receiver(receiver).GetProperty("shortened").GetInt64(), Receiver(receiver).GetProperty("receiveTimeUsed").GetInt64());

    /// <summary>The books balance: each record received is in exactly one place.</summary>
    public void AssertBalanced()
    {
        var imbalance = Imbalance();
        Assert.True(imbalance is null, imbalance);
    }

    /// <summary>What does not balance, of all records or of a single dataset's; null when everything does.</summary>
    public string? Imbalance()
    {
        List<JsonElement> datasets = json.TryGetProperty("datasets", out var each) ? [.. each.EnumerateArray()] : [];
        return Imbalance("all", json)
            ?? datasets.Select(dataset => Imbalance(dataset.GetProperty("dataset").GetString()!, dataset))
                .Append(datasets.Count > 0 ? Difference(datasets) : null)
                .FirstOrDefault(imbalance => imbalance is not null);
    }

    public override string ToString() => json.ToString();

    private string? Imbalance(string of, JsonElement books)
    {
        var came = Number(books, "records", "received") + Number(books, "records", "restored");
        var placed = Ends.Sum(end => Number(books, "records", end))
            + Number(books, "spooled", "records")
            + Number(books, "inFlight", "records");
        return came == placed ? null : $"{of}: {came} came, {placed} are somewhere: {json}";
    }

    private string? Difference(List<JsonElement> datasets) => Ends.Append("received").Append("restored")
        .Where(member => Record(member) != datasets.Sum(dataset => Number(dataset, "records", member)))
        .Select(member => $"{member} of all is not the sum over datasets: {json}")
        .FirstOrDefault();

    private long Block(string name) => json.GetProperty("blocks").GetProperty(name).GetInt64();

    private long Record(string name) => Number(json, "records", name);

    private long Number(string group, string name) => Number(json, group, name);

    /// <summary>0 where nobody counts that.</summary>
    private static long Number(JsonElement from, string group, string name) =>
        from.TryGetProperty(group, out var members) && members.TryGetProperty(name, out var number) ? number.GetInt64() : 0;

    private JsonElement Receiver(string name) =>
        json.GetProperty("receivers").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
}
