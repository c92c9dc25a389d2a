using System.Collections.Immutable;

namespace ActorRelay.Spool;

/// <summary>What the batches of a query come to.</summary>
/// <param name="Outcomes">By how they were answered.</param>
/// <param name="Receivers">By where they went.</param>
internal sealed record JournalSums(ImmutableArray<JournalOutcomeSum> Outcomes, ImmutableArray<JournalReceiverSum> Receivers);
