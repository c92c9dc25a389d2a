namespace ActorRelay.Accounts;

/// <summary>
/// Where every record is. The identity <c>received + restored = confirmed + quarantined + filtered + repeated + refused
/// + evicted + spooled + in flight</c> holds in every snapshot of it; what was replaced is of records that are in one of these.
/// </summary>
internal readonly record struct RecordCounts
{
    /// <summary>Framed in this process.</summary>
    public long Received { get; init; }

    /// <summary>Found in the spool when the relay started.</summary>
    public long Restored { get; init; }

    /// <summary>Confirmed by every Receiver of their route.</summary>
    public long Confirmed { get; init; }

    /// <summary>Set aside, because they cannot be delivered as they are.</summary>
    public long Quarantined { get; init; }

    /// <summary>Left out by a rule of the settings.</summary>
    public long Filtered { get; init; }

    /// <summary>Came again after they had been confirmed by every Receiver, or set aside.</summary>
    public long Repeated { get; init; }

    /// <summary>Of a batch that was not answered 200; the sender has them still.</summary>
    public long Refused { get; init; }

    /// <summary>Set aside first, then deleted because quarantine was full.</summary>
    public long Evicted { get; init; }

    /// <summary>Delivered with U+FFFD for what was not valid UTF-8; made again, they count again.</summary>
    public long Replaced { get; init; }

    /// <summary>On disk, waiting for a Receiver (a gauge).</summary>
    public long Spooled { get; init; }

    /// <summary>Framed, and not ended in any of the above (a gauge).</summary>
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
        Spooled = a.Spooled + b.Spooled,
        InFlight = a.InFlight + b.InFlight,
    };
}
