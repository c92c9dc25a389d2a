using System.Collections.Immutable;
using ActorRelay.Batches;

namespace ActorRelay.Spool;

/// <summary>A batch to put, but for its body.</summary>
/// <param name="Batch">What is known of it.</param>
/// <param name="Copies">The Receivers it waits for, at least one, each once.</param>
internal sealed record SpoolEntry(SpooledBatch Batch, ImmutableArray<SpoolCopy> Copies);
