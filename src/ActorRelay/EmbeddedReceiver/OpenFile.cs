namespace ActorRelay.EmbeddedReceiver;

/// <summary>One file that <see cref="HostFiles"/> holds open.</summary>
internal sealed class OpenFile(string name, FileStream stream)
{
    public string Name { get; } = name;

    public FileStream Stream { get; } = stream;

    /// <summary>Reading of a counter that goes up with each message.</summary>
    public long LastUsed { get; set; }

    /// <summary>Something was written since it was flushed.</summary>
    public bool IsDirty { get; set; }
}
