using ActorRelay.Batches;

namespace ActorRelay.Spool;

/// <summary>One copy, as an operator sees it.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Receiver">The Receiver it waits for.</param>
/// <param name="State">Who looks after it.</param>
/// <param name="ConfirmedTo">Ordinal of the first record that the Receiver may get and has not confirmed.</param>
/// <param name="Owner">The relay that holds it; empty when it waits.</param>
internal sealed record SpoolRow(SpooledBatch Batch, string Receiver, SpoolState State, long ConfirmedTo, string Owner);
