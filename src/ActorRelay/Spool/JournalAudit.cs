using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>What the batches of a query come to.</summary>
/// <param name="Outcomes">By how they were answered.</param>
/// <param name="Receivers">By where they went.</param>
/// <param name="NotConfirmed">Batches that were answered 200, and that some Receiver has not confirmed.</param>
/// <param name="Open">The oldest of those.</param>
/// <param name="Hours">In which batches were received, by dataset, then by time.</param>
/// <param name="Refusals">
/// Bodies that were refused, and that no batch answered 200 has brought since, be it after the query's end, by when they
/// came last.
/// </param>
internal sealed record JournalAudit(
    ImmutableArray<JournalOutcomeSum> Outcomes,
    ImmutableArray<JournalReceiverSum> Receivers,
    long NotConfirmed,
    ImmutableArray<JournalEntry> Open,
    ImmutableArray<JournalHour> Hours,
    ImmutableArray<JournalRefusal> Refusals);
