namespace ActorRelay.Spool;

/// <summary>Batches of a query that were answered the same way.</summary>
/// <param name="Outcome">The answer, a word.</param>
/// <param name="Batches">How many.</param>
/// <param name="Bytes">Of their bodies.</param>
/// <param name="Records">Of those whose records were counted.</param>
/// <param name="FirstEvent">Earliest event time; null when none has one.</param>
/// <param name="LastEvent">Latest.</param>
internal sealed record JournalOutcomeSum(
    string Outcome, long Batches, long Bytes, long Records, DateTimeOffset? FirstEvent, DateTimeOffset? LastEvent);
