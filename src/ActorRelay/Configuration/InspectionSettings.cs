namespace ActorRelay.Configuration;

/// <summary>The operator's own listener: <c>relay.inspection { }</c>.</summary>
internal sealed record InspectionSettings
{
    public required ListenAddress Listen { get; init; }
}
