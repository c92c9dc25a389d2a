using System.Text.Json.Serialization;

namespace ActorRelay.Accounts;

/// <summary>
/// These numbers say where every record is. The identity <c>received + restored = confirmed + quarantined + filtered
/// + repeated + refused + evicted + spooled + in flight</c> holds in every snapshot of them; records in which something was
/// replaced are among these. The books of a Receiver's lines, and of bodies that were set aside whole, have some of them alone.
/// </summary>
internal readonly record struct RecordCounts
{
    /// <summary>Records that this process has framed.</summary>
    public long Received { get; init; }

    /// <summary>Records that the spool and quarantine held when the relay opened them.</summary>
    public long Restored { get; init; }

    /// <summary>Records that every Receiver of their routes has confirmed.</summary>
    public long Confirmed { get; init; }

    /// <summary>Lines that are in quarantine, because they cannot be delivered as they are.</summary>
    public long Quarantined { get; init; }

    /// <summary>Records that a rule of the settings leaves out.</summary>
    public long Filtered { get; init; }

    /// <summary>Records that came again after every Receiver had confirmed them, or after they had been set aside.</summary>
    public long Repeated { get; init; }

    /// <summary>Records of batches that were not answered 200; their senders have them still.</summary>
    public long Refused { get; init; }

    /// <summary>
    /// Records that were set aside or spooled, and that nobody gets any more: quarantine was full or was purged, a Receiver's
    /// share of the spool was dropped, or the spool's file was damaged and is set aside.
    /// </summary>
    public long Evicted { get; init; }

    /// <summary>Records that were delivered with U+FFFD for what was not valid UTF-8; one that is made again counts again.</summary>
    public long Replaced { get; init; }

    /// <summary>Of the lines made for a Receiver, those longer than <c>max-message</c>, which were shortened.</summary>
    [JsonIgnore]
    public long Shortened { get; init; }

    /// <summary>Of the lines made for a Receiver, those with more parameters than a payload can have, whose last one holds the other fields as JSON.</summary>
    [JsonIgnore]
    public long Overflowed { get; init; }

    /// <summary>Of the lines made for a Receiver, those whose header shows the time of receipt: their record has no event time that it could show.</summary>
    [JsonIgnore]
    public long ReceiveTimeUsed { get; init; }

    /// <summary>Records on disk that wait for a Receiver (a gauge).</summary>
    public long Spooled { get; init; }

    /// <summary>Records that are framed, and have not ended in any of the above (a gauge).</summary>
    public long InFlight { get; init; }

    public static RecordCounts operator +(RecordCounts a, RecordCounts b) => new()
    {
        Received = a.Received + b.Received,
        Restored = a.Restored + b.Restored,
        Confirmed = a.Confirmed + b.Confirmed,
        Quarantined = a.Quarantined + b.Quarantined,
        Filtered = a.Filtered + b.Filtered,
        Repeated = a.Repeated + b.Repeated,
        Refused = a.Refused + b.Refused,
        Evicted = a.Evicted + b.Evicted,
        Replaced = a.Replaced + b.Replaced,
        Shortened = a.Shortened + b.Shortened,
        Overflowed = a.Overflowed + b.Overflowed,
        ReceiveTimeUsed = a.ReceiveTimeUsed + b.ReceiveTimeUsed,
        Spooled = a.Spooled + b.Spooled,
        InFlight = a.InFlight + b.InFlight,
    };
}
