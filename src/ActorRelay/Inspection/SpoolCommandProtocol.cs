using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorRelay.Batches;
using ActorRelay.Records;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// What an operator asks, and has done, of what is in the spool's database: to <c>/user/inspection</c>. What changes
/// something is logged by who does it.
/// </summary>
internal static class SpoolCommandProtocol
{
    /// <summary>Answered by <see cref="Spooled"/>.</summary>
    public sealed record ListSpool : ISpoolQuestion;

    /// <summary>Answered by <see cref="SpooledCopies"/> or <see cref="NotThere"/>.</summary>
    public sealed record ShowSpooled(string Batch) : ISpoolQuestion;

    /// <summary>Answered by <see cref="Body"/> or <see cref="NotThere"/>.</summary>
    public sealed record ExportSpooled(string Batch) : ISpoolQuestion;

    /// <summary>Gives what waits for one Receiver to another. Answered by <see cref="Done"/> or <see cref="NotThere"/>.</summary>
    public sealed record Reassign(string Receiver, string To) : ISpoolQuestion;

    /// <summary>Deletes what waits for a Receiver. Answered by <see cref="Done"/> or <see cref="NotSure"/>.</summary>
    /// <param name="Yes">It is done though the settings have the Receiver.</param>
    public sealed record Drop(string Receiver, bool Yes) : ISpoolQuestion;

    /// <summary>Answered by <see cref="Quarantined"/>.</summary>
    /// <param name="Dataset">Only what is of this one counts; null for all.</param>
    public sealed record ListQuarantine(string? Dataset) : ISpoolQuestion;

    /// <summary>Answered by <see cref="QuarantinedContent"/> or <see cref="NotThere"/>.</summary>
    public sealed record ShowQuarantined(long Number) : ISpoolQuestion;

    /// <summary>This asks for lines, a page at a time. Answered by <see cref="QuarantinedLines"/>.</summary>
    /// <param name="Dataset">Only what is of this one counts; null for all.</param>
    /// <param name="After">The page begins behind this number; 0 for the beginning.</param>
    public sealed record GetQuarantinedLines(string? Dataset, long After) : ISpoolQuestion
    {
        /// <summary>It asks only for those that were not sent again.</summary>
        public bool OnlyNew { get; init; }

        /// <summary>It asks for whole bodies too, which come without their content: <see cref="ExportQuarantined"/> gives that.</summary>
        public bool WithBodies { get; init; }
    }

    /// <summary>This says that items were sent again. Answered by <see cref="Done"/>.</summary>
    public sealed record MarkReplayed(ImmutableArray<long> Numbers) : ISpoolQuestion;

    /// <summary>Sends lines and bodies again that were not sent again so far. Answered by <see cref="Replayed"/>.</summary>
    /// <param name="Dataset">Only what is of this one counts; null for all.</param>
    public sealed record ReplayQuarantine(string? Dataset);

    /// <summary>This asks for a line or a body as it came. Answered by <see cref="Body"/> or <see cref="NotThere"/>.</summary>
    public sealed record ExportQuarantined(long Number) : ISpoolQuestion;

    /// <summary>Deletes from quarantine. Answered by <see cref="Done"/> or <see cref="NotSure"/>.</summary>
    /// <param name="Dataset">Only what is of this one counts; null for all.</param>
    /// <param name="Before">Only what was set aside before this time goes; null for all.</param>
    /// <param name="Yes">Without it the answer only says what would go.</param>
    public sealed record PurgeQuarantine(string? Dataset, DateTimeOffset? Before, bool Yes) : ISpoolQuestion;

    /// <param name="Loss">What would go, to be shown. Nothing was done.</param>
    public sealed record NotSure(string Loss);

    /// <summary>Answer to any of them: the database is not there, or has failed.</summary>
    /// <param name="Reason">Why, to be shown.</param>
    public sealed record Unavailable(string Reason);

    /// <param name="Error">What is not there, to be shown.</param>
    public sealed record NotThere(string Error);

    /// <param name="Copies">So many copies were given away or deleted.</param>
    /// <param name="Records">So many records were spooled, and are evicted now.</param>
    public sealed record Done(long Copies = 0, long Lines = 0, long Bodies = 0, long Records = 0);

    /// <param name="Content">As it came; whoever gets it disposes it.</param>
    public sealed record Body(Stream Content);

    /// <summary>As <see cref="InspectionProtocol.SpoolReport"/> has it, with the oldest copies.</summary>
    public sealed record Spooled(
        string Store,
        bool Writable,
        string? Fault,
        long Batches,
        long Records,
        long Bytes,
        long Stored,
        long MaxSize,
        ImmutableArray<InspectionProtocol.SpoolBacklogReport> Backlogs,
        ImmutableArray<SpooledCopy> Copies);

    /// <param name="Source">Which zone or job it came from.</param>
    /// <param name="Received">When its last byte came.</param>
    /// <param name="Bytes">Of the body as it came.</param>
    /// <param name="Receiver">The Receiver that this copy waits for.</param>
    /// <param name="State"><c>live</c>, <c>waiting</c> or <c>claimed</c>.</param>
    /// <param name="ConfirmedTo">Ordinal of the first record that the Receiver may get and has not confirmed.</param>
    public sealed record SpooledCopy(
        string Batch, string Dataset, string Source, DateTimeOffset Received, long Bytes, string Receiver, string State, long ConfirmedTo);

    /// <param name="Source">Which zone or job it came from.</param>
    /// <param name="Path">Where it was posted.</param>
    /// <param name="Hash">What the body is known by.</param>
    /// <param name="Received">When its last byte came.</param>
    /// <param name="Bytes">Of the body as it came.</param>
    /// <param name="Framed">Records counted so far.</param>
    /// <param name="Pending">Of these, the ones that wait.</param>
    /// <param name="Quarantined">Of these, the ones in quarantine.</param>
    /// <param name="Copies">One for each Receiver it waits for.</param>
    public sealed record SpooledCopies(
        string Batch,
        string Dataset,
        string Source,
        string Path,
        string Hash,
        DateTimeOffset Received,
        long Bytes,
        long Framed,
        long Pending,
        long Quarantined,
        ImmutableArray<SpooledCopy> Copies);

    /// <param name="Datasets">All there is.</param>
    /// <param name="Items">The oldest.</param>
    public sealed record Quarantined(ImmutableArray<QuarantinedDataset> Datasets, ImmutableArray<QuarantinedItem> Items);

    public sealed record QuarantinedDataset(string Dataset, long Lines, long Bodies, long Bytes);

    /// <param name="Number">This is its name in quarantine.</param>
    /// <param name="At">When it was set aside.</param>
    /// <param name="Line">Which line, from 1; null for a whole body.</param>
    /// <param name="Reason">Why, a word.</param>
    /// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
    /// <param name="Receiver">Of a body out of the spool, the Receiver it waited for.</param>
    /// <param name="Replayed">When it was sent again; null when it was not.</param>
    public sealed record QuarantinedItem(
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
        DateTimeOffset? Replayed);

    /// <param name="Text">
    /// The line, of which bytes that are no UTF-8 show as U+FFFD; null for a body, and for a line that is withheld.
    /// </param>
    public sealed record QuarantinedContent(QuarantinedItem Item, string? Text)
    {
        /// <summary>Why the line is not shown, and how it is to be had; null, and not in the answer, when it is shown.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Withheld { get; init; }
    }

    /// <param name="Lines">Empty behind the last one.</param>
    /// <param name="Last">Number of the last item there is of any kind; 0 when there is none.</param>
    public sealed record QuarantinedLines(ImmutableArray<QuarantinedLine> Lines, long Last);

    /// <param name="Number">This is its name in quarantine.</param>
    /// <param name="Content">As it came; null for a body.</param>
    public sealed record QuarantinedLine(long Number, string Dataset, string Source, byte[]? Content)
    {
        /// <summary>It was set aside for this reason.</summary>
        public string Reason { get; init; } = "";

        /// <summary>A body out of the spool waited for this Receiver; others may have had it.</summary>
        public string Receiver { get; init; } = "";
    }

    /// <param name="Lines">Lines of batches that were answered 200.</param>
    /// <param name="NotReplayed">Lines of the others.</param>
    /// <param name="Bodies">Bodies that were answered 200.</param>
    /// <param name="BodiesNotReplayed">Bodies that were not, or were not sent.</param>
    public sealed record Replayed(long Lines, long NotReplayed, long Bodies = 0, long BodiesNotReplayed = 0);
}
