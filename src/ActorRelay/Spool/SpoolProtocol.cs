using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>What batches, the edge and the host say to <c>/user/spool</c>, and what it says to its children.</summary>
internal static class SpoolProtocol
{
    /// <summary>
    /// Keep a batch. Answered by <see cref="Stored"/> when it is on disk, else by <see cref="NotStored"/>.
    /// </summary>
    /// <param name="Batch">Its name, which was never put before.</param>
    /// <param name="Body">Read to its end; the spool disposes it.</param>
    /// <param name="Describe">Called once, when all of the body was read, on any thread.</param>
    /// <param name="Cancel">Ends the reading of the body.</param>
    public sealed record Put(BatchId Batch, Stream Body, Func<SpoolEntry> Describe, CancellationToken Cancel);

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
    public sealed record Save(SpoolClaim Claim, SpoolProgress Progress);

    /// <param name="Held">False when the claim was lost. A save that failed keeps it, until its time is over.</param>
    public sealed record Saved(SpoolClaim Claim, bool Held) : IDeadLetterSuppression;

    /// <summary>The copy may be claimed by another. Not answered.</summary>
    public sealed record Release(SpoolClaim Claim, SpoolProgress Progress)
    {
        /// <summary>
        /// Records before this ordinal are in the books, for an earlier post of the same body brought them to their end; 0 for
        /// none beyond those that the batch was put with.
        /// </summary>
        public long CountedTo { get; init; }

        /// <summary>What came to the Receiver and the journal was not told of.</summary>
        public DeliveredRecords Delivered { get; init; }
    }

    /// <summary>
    /// The Receiver has all of it. Not answered: it is tried until it is done, and the books are kept here.
    /// </summary>
    /// <param name="Filtered">Of the records that the batch did not count so far, the ones that no Receiver gets.</param>
    /// <param name="Repeated">Of these, the ones that had been at their end before it was spooled.</param>
    public sealed record Finish(SpoolClaim Claim, SpoolCount Count, long Filtered, long Repeated)
    {
        /// <summary>What came to the Receiver and the journal was not told of.</summary>
        public DeliveredRecords Delivered { get; init; }

        /// <summary>Event times of the records that the run has looked at, for the journal.</summary>
        public EventTimeRange EventTimes { get; init; } = EventTimeRange.None;
    }

    /// <summary>The body cannot be delivered to its end: it goes into quarantine. Not answered.</summary>
    /// <param name="Run">What the run came to, as if it had ended there; it counts nothing where another run may come further.</param>
    /// <param name="Progress">How far the Receiver has confirmed it.</param>
    /// <param name="Reason">A word.</param>
    public sealed record SetAside(Finish Run, SpoolProgress Progress, string Reason)
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
}
