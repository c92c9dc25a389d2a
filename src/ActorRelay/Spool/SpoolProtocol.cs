using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorRelay.Accounts;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>
/// What batches, the edge, the host and operators say to <c>/user/spool</c>, which passes on what is for its child
/// <c>copies</c>; and what it says to its children.
/// </summary>
internal static class SpoolProtocol
{
    /// <summary>
    /// Keep a batch. Answered by <see cref="Read"/> once all of its body was read, then by <see cref="Stored"/>; or by
    /// <see cref="NotStored"/>, at any time.
    /// </summary>
    /// <param name="Batch">Its name, which was never put before.</param>
    /// <param name="Body">Read to its end; the spool disposes it.</param>
    /// <param name="Cancel">
    /// Whoever puts it is gone: the reading of the body ends, and what was read is not kept unless it was described before.
    /// </param>
    public sealed record Put(BatchId Batch, Stream Body, CancellationToken Cancel);

    /// <summary>
    /// All of the body was read, and is on disk but for its last piece: what is known of the batch? The one who put it answers
    /// with <see cref="Describe"/> within a few seconds, else nothing of the batch is kept.
    /// </summary>
    public sealed record Read(BatchId Batch) : IDeadLetterSuppression;

    /// <summary>This is known of the batch that you have read. Answered by <see cref="Stored"/> or <see cref="NotStored"/>.</summary>
    public sealed record Describe(SpoolEntry Entry);

    /// <param name="Live">Claims on the live copies, in their order.</param>
    public sealed record Stored(BatchId Batch, ImmutableArray<SpoolClaim> Live) : IDeadLetterSuppression;

    /// <param name="Reason">Why, to be shown.</param>
    public sealed record NotStored(BatchId Batch, string Reason) : IDeadLetterSuppression;

    /// <summary>Give me the oldest copy for a Receiver. Answered by <see cref="Claimed"/> or <see cref="NoneWaits"/>.</summary>
    public sealed record Claim(string Receiver);

    /// <param name="Body">The whole body, to be read asynchronously; the asker disposes it.</param>
    public sealed record Claimed(SpoolClaim Claim, Stream Body);

    /// <summary>No copy waits for it now, or the spool cannot be read.</summary>
    public sealed record NoneWaits(string Receiver) : IDeadLetterSuppression;

    /// <summary>Save progress, and renew the claim. Answered by <see cref="Saved"/>.</summary>
    public sealed record Save(SpoolClaim Claim, ResumePoint Progress);

    /// <param name="Held">False when the claim was lost. A save that failed keeps it, until its time is over.</param>
    public sealed record Saved(SpoolClaim Claim, bool Held) : IDeadLetterSuppression;

    /// <summary>The copy may be claimed by another. Not answered.</summary>
    public sealed record Release(SpoolClaim Claim, ResumePoint Progress)
    {
        /// <summary>
        /// Records before this ordinal are in the books, for an earlier post of the same body brought them to their end; 0 for
        /// none beyond those that the batch was put with.
        /// </summary>
        public long CountedTo { get; init; }

        /// <summary>What came to the Receiver and the journal was not told of.</summary>
        public JournalDelivery? Delivered { get; init; }
    }

    /// <summary>
    /// The Receiver has all of it. Not answered: it is tried until it is done, and the books are kept here.
    /// </summary>
    public sealed record Finish(SpoolClaim Claim, RunCount Count)
    {
        /// <summary>What came to the Receiver and the journal was not told of.</summary>
        public JournalDelivery? Delivered { get; init; }

        /// <summary>Event times of the records that the run has looked at, for the journal.</summary>
        public EventTimeRange EventTimes { get; init; } = EventTimeRange.None;
    }

    /// <summary>The body cannot be delivered to its end: it goes into quarantine. Not answered.</summary>
    /// <param name="Run">What the run came to, as if it had ended there; it counts nothing where another run may come further.</param>
    /// <param name="Progress">How far the Receiver has confirmed it.</param>
    /// <param name="Reason">A word.</param>
    public sealed record SetAside(Finish Run, ResumePoint Progress, string Reason)
    {
        public SpoolClaim Claim => Run.Claim;
    }

    /// <summary>Tell me when copies wait. Answered by <see cref="Waiting"/>, now and then and whenever there are new ones.</summary>
    public sealed record Subscribe(IActorRef Subscriber);

    /// <param name="Receivers">Those for which copies wait, or may wait.</param>
    public sealed record Waiting(ImmutableHashSet<string> Receivers) : IDeadLetterSuppression;

    /// <summary>Host to spool: finish what was asked for, and close. Answered by <see cref="Closed"/>.</summary>
    public sealed record Close;

    /// <summary>Spool to children: this is where things are kept from now on.</summary>
    public sealed record Opened(SpoolOpening Store);

    /// <summary>Spool to children: there is no database now. Spool to host: it is closed.</summary>
    /// <param name="Reason">Why, to be shown.</param>
    public sealed record Closed(string Reason) : IDeadLetterSuppression;

    /// <summary>Child to spool: the database failed.</summary>
    public sealed record Failed(SpoolException Failure);

    /// <summary>Spool to a child: write what you have now. Answered by <see cref="Flushed"/>.</summary>
    public sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }

    /// <summary>All is written, or cannot be.</summary>
    public sealed record Flushed
    {
        public static Flushed Instance { get; } = new();
    }

    /// <summary>
    /// Something that an operator asks, or has done: spool or one of its children answers it, with <see cref="Unavailable"/>
    /// when the database is not there or has failed. What changes something is logged by who does it.
    /// </summary>
    public interface IQuestion;

    /// <summary>How is the spool? Always answered, by <see cref="SpoolReport"/>: as it was last, if the database is slow or not there.</summary>
    public sealed record GetSpool
    {
        public static GetSpool Instance { get; } = new();
    }

    /// <summary>Answered by <see cref="SpoolReport"/>, with the oldest copies.</summary>
    public sealed record ListSpool : IQuestion;

    /// <summary>Answered by <see cref="SpooledCopies"/> or <see cref="NotThere"/>.</summary>
    public sealed record ShowSpooled(string Batch) : IQuestion;

    /// <summary>Answered by <see cref="Body"/> or <see cref="NotThere"/>.</summary>
    public sealed record ExportSpooled(string Batch) : IQuestion;

    /// <summary>Gives what waits for one Receiver to another. Answered by <see cref="Done"/> or <see cref="NotThere"/>.</summary>
    public sealed record Reassign(string Receiver, string To) : IQuestion;

    /// <summary>Deletes what waits for a Receiver. Answered by <see cref="Done"/> or <see cref="NotSure"/>.</summary>
    /// <param name="Yes">Though the settings have it.</param>
    public sealed record Drop(string Receiver, bool Yes) : IQuestion;

    /// <param name="Loss">What would go, to be shown. Nothing was done.</param>
    public sealed record NotSure(string Loss);

    /// <param name="Reason">Why, to be shown.</param>
    public sealed record Unavailable(string Reason);

    /// <param name="Error">What is not there, to be shown.</param>
    public sealed record NotThere(string Error);

    /// <param name="Records">Records that were spooled, and are evicted now.</param>
    public sealed record Done(long Copies = 0, long Lines = 0, long Bodies = 0, long Records = 0);

    /// <param name="Content">As it came; whoever gets it disposes it.</param>
    public sealed record Body(Stream Content);

    /// <summary>Order and names of its members, and of those within, are the contract's JSON.</summary>
    /// <param name="Store">Where it is, or <c>off</c>.</param>
    /// <param name="Writable">A batch that cannot be delivered now would be spooled.</param>
    /// <param name="Fault">Why not; null when it is, or is off.</param>
    /// <param name="Batches">Batches in it, each once.</param>
    /// <param name="Records">Their records that wait, as far as they were counted.</param>
    /// <param name="Bytes">Of their bodies, as they came.</param>
    /// <param name="Stored">Bytes that count against <paramref name="MaxSize"/>.</param>
    /// <param name="MaxSize"><c>relay.spool.max-size</c>.</param>
    /// <param name="Backlogs">For each Receiver for which there is anything.</param>
    public sealed record SpoolReport(
        string Store,
        bool Writable,
        string? Fault,
        long Batches,
        long Records,
        long Bytes,
        long Stored,
        long MaxSize,
        ImmutableArray<SpoolBacklog> Backlogs)
    {
        /// <summary>The oldest, when they were asked for; else null, and not in the answer.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<SpooledCopy>? Copies { get; init; }
    }

    /// <param name="Received">When its last byte came.</param>
    /// <param name="Bytes">Of the body as it came.</param>
    /// <param name="Framed">Records counted so far.</param>
    /// <param name="Pending">Of these, the ones that wait.</param>
    /// <param name="Quarantined">Of these, the ones in quarantine.</param>
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
        IReadOnlyList<SpooledCopy> Copies);

    /// <summary>What the spool holds for one Receiver.</summary>
    /// <param name="Receiver">Its name, which the settings may not have any more.</param>
    /// <param name="Live">Copies that the run which took them in still delivers.</param>
    /// <param name="Waiting">Copies nobody looks after.</param>
    /// <param name="Claimed">Copies being delivered again.</param>
    /// <param name="Bytes">Of the bodies of all of them.</param>
    /// <param name="Oldest">When the oldest was received.</param>
    /// <param name="Orphaned">The settings do not have this Receiver: nobody delivers them. The store does not know, and says false.</param>
    public sealed record SpoolBacklog(
        string Receiver, long Live, long Waiting, long Claimed, long Bytes, DateTimeOffset Oldest, bool Orphaned = false)
    {
        public long Batches => Live + Waiting + Claimed;
    }

    /// <summary>One copy.</summary>
    /// <param name="Received">When the last byte of its batch came.</param>
    /// <param name="Bytes">Of the body as it came.</param>
    /// <param name="State">
    /// <c>live</c>: the run that took the batch in looks after it; <c>claimed</c>: one that claimed it does; <c>waiting</c>:
    /// nobody does, and the next claim may have it.
    /// </param>
    /// <param name="ConfirmedTo">Ordinal of the first record that the Receiver may get and has not confirmed.</param>
    public sealed record SpooledCopy(
        string Batch, string Dataset, string Source, DateTimeOffset Received, long Bytes, string Receiver, string State, long ConfirmedTo);
}
