using System.Collections.Immutable;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>How long and how often.</summary>
internal sealed record EndToEndSettings
{
    /// <summary>Turns of each server under each workload that count.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long a turn keeps posting; the posts then open still end.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>A turn before those, that does not: code is compiled again as it gets hot.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How long the sink stands still.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>When to give up, whatever is going on.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Name of the one workload to measure, without the stall; null for everything.</summary>
    public required string? Only { get; init; }

    /// <summary>The <c>actorrelay</c> program, or null to measure the baselines alone.</summary>
    public required string? RelayProgram { get; init; }

    /// <summary>The program once more with <c>acknowledge = "spooled"</c>, and once without a spool.</summary>
    public required bool WithSpool { get; init; }

    /// <summary>The program once more with everybody looking on, and once with a copy of what was sent.</summary>
    public required bool Watched { get; init; }

    /// <summary>Other builds of it, to be held against it.</summary>
    public required ImmutableArray<string> Beside { get; init; }
}
