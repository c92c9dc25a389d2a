using System.Buffers;
using System.Collections.Immutable;
using ActorRelay.Records;
using Akka.Event;

namespace ActorRelay.Accounts;

/// <summary>
/// What the Format stage and quarantine say to each other; the stage takes no further block until it is answered. And what
/// a batch that is set aside whole says.
/// </summary>
internal static class QuarantineProtocol
{
    /// <summary>One line that cannot be delivered.</summary>
    /// <param name="Number">Which line of the batch, from 1.</param>
    /// <param name="Offset">Byte of the line, from 0, at which that was seen.</param>
    /// <param name="Content">A copy of the line; of one that is too long, its beginning.</param>
    public sealed record Line(long Number, RecordError Error, int Offset, byte[] Content);

    /// <summary>Stage to quarantine: keep these. Answered by <see cref="Kept"/> or <see cref="NotKept"/>.</summary>
    /// <param name="Progress">Is told when they are on disk: by quarantine, because the stage may be over by then.</param>
    /// <param name="Lines">At least one.</param>
    public sealed record SetAside(BatchOrigin Origin, BatchProgress Progress, ImmutableArray<Line> Lines)
    {
        public BatchId Batch => Origin.Id;
    }

    /// <summary>
    /// Stage to quarantine: delete what was set aside by line, for the body has too many of them and is refused, or set aside
    /// whole. And batches to quarantine, for the body is read anew out of the spool. Answered by <see cref="Kept"/> or
    /// <see cref="NotKept"/>.
    /// </summary>
    /// <param name="Batches">The names it had when they were set aside.</param>
    /// <param name="Progress">Is told how many there were.</param>
    public sealed record TakeBack(BatchId Batch, ImmutableArray<BatchId> Batches, BatchProgress Progress)
    {
        /// <summary>For the log.</summary>
        public string Why { get; init; } =
            "it has more bad lines than relay.quarantine.max-lines, or 16 MiB of them; none is set aside by line";
    }

    /// <summary>
    /// Batch to quarantine: keep this whole body, as it came. Answered by <see cref="Kept"/> or <see cref="NotKept"/>. A
    /// body that is there already is not written again.
    /// </summary>
    /// <param name="Reason">What it was refused as, or what is in it, a word.</param>
    /// <param name="Owner">Holds the bytes. It is quarantine's from here on, which disposes it.</param>
    public sealed record SetBodyAside(BatchOrigin Origin, string Reason, ReadOnlySequence<byte> Body, IDisposable Owner)
    {
        public BatchId Batch => Origin.Id;

        /// <summary>For the log.</summary>
        public string Why { get; init; } = $"it was refused before as {Reason}";
    }

    /// <summary>They are on disk, and in the books.</summary>
    public sealed record Kept(BatchId Batch) : IDeadLetterSuppression;

    /// <summary>They could not be written; the batch must come again.</summary>
    public sealed record NotKept(BatchId Batch, string Reason) : IDeadLetterSuppression;
}
