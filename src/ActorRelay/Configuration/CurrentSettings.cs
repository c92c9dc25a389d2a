namespace ActorRelay.Configuration;

/// <summary>
/// The settings that are in force now. Whoever begins something takes <see cref="Now"/> once and ends it under that snapshot;
/// actors of the path are told of new ones by message. Thread-safe.
/// </summary>
internal sealed class CurrentSettings(RelaySettings settings)
{
    private volatile RelaySettings _now = settings;

    public RelaySettings Now
    {
        get => _now;
        set => _now = value;
    }
}
