namespace ActorRelay.Tests.EndToEnd;

/// <summary>What became of numbered records, as seen in a receiver's file.</summary>
/// <param name="Lines">Lines in the file.</param>
/// <param name="Lost">Records no line has the number of.</param>
/// <param name="Duplicated">Lines whose number an earlier one had.</param>
/// <param name="Reordered">Lines whose number is lower than that of an earlier line of their batch, duplicates left out.</param>
/// <param name="Unknown">Lines without a number, or with one that was not sent.</param>
/// <param name="Different">Lines that are not byte for byte what was expected.</param>
/// <param name="FirstDifference">What the first such line is and should have been.</param>
internal sealed record Arrivals(
    long Lines, long Lost, long Duplicated, long Reordered, long Unknown, long Different, string? FirstDifference)
{
    /// <summary>Each of <paramref name="count"/> records once, in order within its batch, byte for byte.</summary>
    public void AssertPerfect(long count) => Assert.Equal(new Arrivals(count, 0, 0, 0, 0, 0, null), this);
}
