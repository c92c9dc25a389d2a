namespace ActorRelay.Tests.Judge;

/// <summary>One message a receiver got.</summary>
/// <param name="Connection">On which connection, as they were accepted.</param>
/// <param name="Message">Without framing.</param>
/// <param name="IsWhole">The framing says that it ended; else the connection ended in it.</param>
internal readonly record struct Arrival(int Connection, ReadOnlyMemory<byte> Message, bool IsWhole);
