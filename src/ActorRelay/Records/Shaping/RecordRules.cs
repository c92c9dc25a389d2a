namespace ActorRelay.Records.Shaping;

/// <summary>What a route asks of each record of its datasets, and makes of it. Made once, shared by any number of threads.</summary>
internal sealed record RecordRules
{
    /// <summary>Every record, as it is.</summary>
    public static RecordRules None { get; } = new();

    /// <summary>Which records the route takes; null for all.</summary>
    public WhereClause? Where { get; init; }

    /// <summary>A record that the route takes is looked at by the routes after it too.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Which share of the records it takes is delivered, 0 to 1. The rest is filtered.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>What becomes of the fields of the records that are delivered; null when they stay as they are.</summary>
    public FieldShape? Shape { get; init; }

    /// <summary>Every record is delivered as it is.</summary>
    public bool LeaveAllAsTheyAre => Where is null && Sample >= 1 && Shape is null;
}
