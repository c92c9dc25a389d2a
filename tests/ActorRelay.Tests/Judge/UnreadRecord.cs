namespace ActorRelay.Tests.Judge;

/// <summary>A record that came whole to a kernel, and that no application read.</summary>
/// <param name="Id">Which.</param>
/// <param name="BytesBehind">What the kernel had acknowledged after its last byte: a replay that is no longer misses it.</param>
internal readonly record struct UnreadRecord(RecordId Id, long BytesBehind);
