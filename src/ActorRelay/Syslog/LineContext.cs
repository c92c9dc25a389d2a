using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>What formatting needs to know of a batch beside the record itself.</summary>
/// <param name="Dataset">Name of the dataset, <c>[A-Za-z0-9_.-]{1,64}</c>.</param>
/// <param name="Source">Which zone or job it came from; may be empty.</param>
/// <param name="Host">This machine's name.</param>
/// <param name="Input">What the lines are.</param>
/// <param name="Received">Stands in for the event time of a record that has none that can be used.</param>
internal sealed record LineContext(
    string Dataset, string Source, string Host, InputStyle Input, DateTimeOffset Received)
{
    /// <summary>The batch's id, for routes that add it to records.</summary>
    public string Batch { get; init; } = "";

    /// <summary>What becomes of lines that are not valid UTF-8.</summary>
    public InvalidUtf8 InvalidUtf8 { get; init; } = InvalidUtf8.Quarantine;

    /// <summary>Where routes say that the event time is; empty: where the dataset has it.</summary>
    public ImmutableArray<string> EventTime { get; init; } = [];

    /// <summary>A hash of the batch's content, by which a route that samples chooses its records.</summary>
    public ulong SampleKey { get; init; }
}
