namespace ActorRelay.Tests.Judge;

/// <summary>The beginning of a line, where the whole line should be.</summary>
/// <param name="Connection">On which connection it came.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="ArrivedWhole">A line that begins so also came whole.</param>
internal sealed record Fragment(int Connection, int Length, bool ArrivedWhole);
