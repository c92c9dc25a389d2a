using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Syslog;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>What is said to the journal, by way of <c>/user/spool</c>.</summary>
internal static class JournalProtocol
{
    /// <summary>A batch was answered. Not answered itself: it is written later.</summary>
    public sealed record Write(JournalEntry Entry) : IDeadLetterSuppression;

    /// <summary>A batch that was answered before has come further at a Receiver. Not answered.</summary>
    /// <param name="Batch">The batch; it may become known a moment later.</param>
    /// <param name="Delivery">How much further.</param>
    /// <param name="Records">All of its records, once a run came to the end of its body; else 0.</param>
    /// <param name="EventTimes">Of those that the run has looked at.</param>
    public sealed record Add(BatchId Batch, JournalDelivery Delivery, long Records, EventTimeRange EventTimes) : IDeadLetterSuppression;

    /// <summary>What was owed to a Receiver is owed to another from now on. Not answered.</summary>
    public sealed record Reassign(string Receiver, string To);

    /// <summary>An auditor: add the journal up. Answered by <see cref="AuditReport"/> or <see cref="SpoolProtocol.Unavailable"/>.</summary>
    public sealed record GetAudit(JournalQuery Query) : SpoolProtocol.IQuestion;

    /// <summary>
    /// An auditor: give me batches, in the order they were received. Answered by <see cref="AuditPage"/> or
    /// <see cref="SpoolProtocol.Unavailable"/>.
    /// </summary>
    /// <param name="After">The last of the page before; null for the first page.</param>
    public sealed record GetAuditPage(JournalQuery Query, JournalEntry? After) : SpoolProtocol.IQuestion;

    /// <param name="Rows">Empty behind the last one.</param>
    public sealed record AuditPage(IReadOnlyList<JournalEntry> Rows);

    /// <summary>
    /// What the batches of a query come to. Order and names of its members, and of those within, are the contract's JSON.
    /// </summary>
    /// <param name="From">Batches received then or later.</param>
    /// <param name="To">And before.</param>
    /// <param name="Records">Their records, as far as they were counted.</param>
    /// <param name="Bytes">Of their bodies as they came.</param>
    /// <param name="NotConfirmed">Batches that were answered 200, and that some Receiver has not confirmed.</param>
    /// <param name="NotRepeated">
    /// Bodies that were refused, and that no batch answered 200 has brought since, be it after the query's end.
    /// </param>
    /// <param name="Gaps">Where there was nothing.</param>
    /// <param name="Open">The oldest of those that are not confirmed.</param>
    /// <param name="Refused">Of those that have not come again, the ones whose last post is the oldest.</param>
    public sealed record AuditReport(
        DateTimeOffset From,
        DateTimeOffset To,
        long Batches,
        long Records,
        long Bytes,
        long NotConfirmed,
        long NotRepeated,
        ImmutableArray<OutcomeSum> Outcomes,
        ImmutableArray<ReceiverSum> Receivers,
        ImmutableArray<Gap> Gaps,
        ImmutableArray<OpenBatch> Open,
        ImmutableArray<RefusedBody> Refused);

    /// <param name="Records">As far as they were counted.</param>
    /// <param name="Bytes">Of their bodies.</param>
    /// <param name="FirstEvent">Earliest event time; null when none has one.</param>
    public sealed record OutcomeSum(
        string Outcome, long Batches, long Records, long Bytes, DateTimeOffset? FirstEvent, DateTimeOffset? LastEvent);

    /// <param name="Batches">Batches that go to it, those that were refused included.</param>
    /// <param name="Resent">Records that were sent to it again before it had confirmed them.</param>
    /// <param name="Spooled">Records that waited for it in the spool.</param>
    public sealed record ReceiverSum(string Receiver, long Batches, long Confirmed, long Resent, long Spooled);

    /// <summary>Whole hours, between the first and the last batch of a dataset, in which none of it was received.</summary>
    public sealed record Gap(string Dataset, DateTimeOffset From, DateTimeOffset To);

    /// <param name="Records">Its records; null when they were not counted.</param>
    /// <param name="WaitsFor">Receivers that have not confirmed all of it.</param>
    public sealed record OpenBatch(
        string Batch, string Dataset, string Source, DateTimeOffset Received, long? Records, ImmutableArray<string> WaitsFor);

    /// <param name="Posts">How often it was refused.</param>
    /// <param name="First">When it was received first.</param>
    /// <param name="Last">When it was received last.</param>
    /// <param name="Hash">What the body is known by, as text.</param>
    public sealed record RefusedBody(
        string Dataset, string Source, long Posts, DateTimeOffset First, DateTimeOffset Last, string Outcome, string Hash);
}
