namespace ActorRelay.Tests.Judge;

/// <summary>A line of the measured matrix.</summary>
/// <param name="Fault">What went wrong.</param>
/// <param name="Framing">Of the Receiver.</param>
/// <param name="Verdict">What became of the records.</param>
/// <param name="Took">The whole run.</param>
internal sealed record MatrixRow(string Fault, string Framing, Verdict Verdict, TimeSpan Took);
