using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>How the severity of a message is found in its record: the first test that holds, else the default.</summary>
/// <param name="Tests">In this order.</param>
/// <param name="Default">For records of which no test holds; 0 to 7.</param>
internal sealed record SeverityRule(ImmutableArray<SeverityTest> Tests, int Default)
{
    /// <summary>Stands for the rule of each batch's dataset, <see cref="DatasetSeverities"/>.</summary>
    public static SeverityRule ByDataset { get; } = new([], DatasetSeverities.Informational) { FitsDataset = true };

    private bool FitsDataset { get; init; }

    public bool Equals(SeverityRule? other) =>
        other is not null && (Default, FitsDataset) == (other.Default, other.FitsDataset)
        && Tests.AsSpan().SequenceEqual(other.Tests.AsSpan());

    public override int GetHashCode() => Tests.Aggregate(Default, HashCode.Combine);

    /// <summary>The rule for the records of a dataset.</summary>
    public SeverityRule For(string dataset) => FitsDataset ? DatasetSeverities.Of(dataset) : this;
}
