using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorRelay.Accounts;

namespace ActorRelay.Spool;

/// <summary>A line or a whole body in quarantine. Order and names of its members are the contract's JSON.</summary>
/// <param name="Number">Its name there; grows with time.</param>
/// <param name="Batch">The batch; under this name the spool has the body, of a whole one.</param>
/// <param name="Line">Which line, from 1; null for a whole body.</param>
/// <param name="Reason">Why it was set aside, a word.</param>
/// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
/// <param name="Bytes">Of the line or the body.</param>
/// <param name="Receiver">Of a body out of the spool, the Receiver it waited for, and others may have had it; else empty.</param>
/// <param name="Replayed">When it was sent again; null when it was not.</param>
internal sealed record QuarantinedItem(
    long Number,
    DateTimeOffset At,
    string Dataset,
    string Source,
    string Batch,
    long? Line,
    string Reason,
    long Offset,
    long Bytes,
    string Receiver,
    DateTimeOffset? Replayed)
{
    /// <summary>Of a body out of the spool, ordinal of the first record that its Receiver has not confirmed.</summary>
    [JsonIgnore]
    public long ConfirmedTo { get; init; }

    /// <summary>The line as it came; null for a body, and when it was not asked for.</summary>
    [JsonIgnore]
    public byte[]? Content { get; init; }
}

/// <summary>A line to set aside.</summary>
/// <param name="Line">Which line of the batch, from 1. One that is there already is not kept twice.</param>
/// <param name="Reason">Why it cannot be delivered, a word.</param>
/// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
/// <param name="Content">The line; of one that is too long, its beginning.</param>
internal sealed record QuarantinedLine(
    BatchId Batch, string Dataset, string Source, long Line, string Reason, long Offset, byte[] Content);

/// <summary>Items of one dataset: those there are, or those that were evicted.</summary>
internal sealed record QuarantineCount(string Dataset, long Lines, long Bodies, long Bytes);

/// <summary>Items were kept: they are on disk.</summary>
/// <param name="New">How many of them were not there before.</param>
/// <param name="Evicted">What was deleted to make room, oldest first.</param>
internal sealed record QuarantineKept(int New, ImmutableArray<QuarantineCount> Evicted)
{
    /// <summary>Of a body out of the spool: the records of the <see cref="RunCount"/> are in the batch now.</summary>
    public bool Counted { get; init; }

    /// <summary>Of a body out of the spool: as <see cref="SpoolFinish"/> has it.</summary>
    public RecordCounts Ended { get; init; }
}

/// <summary>Which items; all that hold.</summary>
internal sealed record QuarantineFilter
{
    /// <summary>Every item.</summary>
    public static QuarantineFilter All { get; } = new();

    /// <summary>Only this one.</summary>
    public long? Number { get; init; }

    /// <summary>Only of this dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Only what was set aside before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only lines, no bodies.</summary>
    public bool OnlyLines { get; init; }

    /// <summary>Only those that were, or were not, sent again.</summary>
    public bool? Replayed { get; init; }
}
