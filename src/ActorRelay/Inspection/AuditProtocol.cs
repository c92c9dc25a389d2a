using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Inspection;

/// <summary>This is what an auditor asks <c>/user/inspection</c> of the journal.</summary>
internal static class AuditProtocol
{
    /// <summary>This asks for the journal added up. Answered by <see cref="AuditReport"/> or <see cref="SpoolCommandProtocol.Unavailable"/>.</summary>
    /// <param name="From">It is about batches received then or later.</param>
    /// <param name="To">And it is about those received before then.</param>
    /// <param name="Dataset">Only batches of this one count; null for all.</param>
    public sealed record GetAudit(DateTimeOffset From, DateTimeOffset To, string? Dataset) : ISpoolQuestion;

    /// <summary>
    /// This asks for batches, in the order they were received. Answered by <see cref="AuditPage"/> or
    /// <see cref="SpoolCommandProtocol.Unavailable"/>.
    /// </summary>
    /// <param name="After">It is the last row of the page before; null for the first page.</param>
    public sealed record GetAuditPage(GetAudit Audit, AuditRow? After) : ISpoolQuestion;

    /// <param name="Rows">Empty behind the last one.</param>
    public sealed record AuditPage(ImmutableArray<AuditRow> Rows);

    /// <param name="From">It is about batches received then or later.</param>
    /// <param name="To">And it is about those received before then.</param>
    /// <param name="Records">Their records, as far as they were counted.</param>
    /// <param name="Bytes">Their bodies had so many as they came.</param>
    /// <param name="NotConfirmed">Batches that were answered 200, and that some Receiver has not confirmed.</param>
    /// <param name="NotRepeated">Bodies that were refused, and have not come again.</param>
    /// <param name="Open">The oldest of those that are not confirmed.</param>
    /// <param name="Refused">The oldest of those that have not come again.</param>
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

    /// <param name="Records">Their records, as far as they were counted.</param>
    /// <param name="Bytes">Their bodies had so many as they came.</param>
    /// <param name="FirstEvent">Earliest event time; null when none has one.</param>
    /// <param name="LastEvent">Latest event time; null when none has one.</param>
    public sealed record OutcomeSum(
        string Outcome, long Batches, long Records, long Bytes, DateTimeOffset? FirstEvent, DateTimeOffset? LastEvent);

    /// <param name="Batches">Batches that go to it, those that were refused included.</param>
    /// <param name="Resent">Records that were sent to it again before it had confirmed them.</param>
    /// <param name="Spooled">Records that waited for it in the spool.</param>
    public sealed record ReceiverSum(string Receiver, long Batches, long Confirmed, long Resent, long Spooled);

    /// <summary>Whole hours, between the first and the last batch of a dataset, in which none of it was received.</summary>
    /// <param name="From">The first hour begins then.</param>
    /// <param name="To">The last hour ends then.</param>
    public sealed record Gap(string Dataset, DateTimeOffset From, DateTimeOffset To);

    /// <param name="Source">Which zone or job it came from.</param>
    /// <param name="Received">When its last byte came.</param>
    /// <param name="Records">Its records; null when they were not counted.</param>
    /// <param name="WaitsFor">Receivers that have not confirmed all of it.</param>
    public sealed record OpenBatch(
        string Batch, string Dataset, string Source, DateTimeOffset Received, long? Records, ImmutableArray<string> WaitsFor);

    /// <param name="Source">Which zone or job it came from.</param>
    /// <param name="Posts">How often it was refused.</param>
    /// <param name="First">When it was received first.</param>
    /// <param name="Last">When it was received last.</param>
    /// <param name="Outcome">It was answered so the last time.</param>
    /// <param name="Hash">It is known by this when it comes again.</param>
    public sealed record RefusedBody(
        string Dataset, string Source, long Posts, DateTimeOffset First, DateTimeOffset Last, string Outcome, string Hash);

    /// <summary>One batch.</summary>
    public sealed record AuditRow(
        string Batch,
        string Hash,
        string Dataset,
        string Source,
        string Path,
        string Address,
        DateTimeOffset Received,
        DateTimeOffset Answered,
        long Bytes,
        string Outcome,
        long? Records,
        DateTimeOffset? FirstEvent,
        DateTimeOffset? LastEvent,
        ImmutableArray<AuditDelivery> Receivers)
    {
        /// <summary>Name of the secret that its post showed.</summary>
        public string Secret { get; init; } = "";
    }

    /// <param name="Resent">Records that were sent to it again before it had confirmed them.</param>
    /// <param name="Spooled">Records that waited for it in the spool.</param>
    /// <param name="Done">It has confirmed all it gets.</param>
    public sealed record AuditDelivery(string Receiver, long Confirmed, long Resent, long Spooled, bool Done);
}
