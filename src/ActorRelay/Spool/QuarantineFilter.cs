using ActorRelay.Records;

namespace ActorRelay.Spool;

/// <summary>Which items; all that hold.</summary>
internal sealed record QuarantineFilter
{
    /// <summary>Every item.</summary>
    public static QuarantineFilter All { get; } = new();

    /// <summary>Only this one.</summary>
    public long? Number { get; init; }

    /// <summary>Only of this dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Only what was set aside before.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only lines, no bodies.</summary>
    public bool OnlyLines { get; init; }

    /// <summary>Only those that were, or were not, sent again.</summary>
    public bool? Replayed { get; init; }
}
