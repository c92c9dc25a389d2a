namespace ActorRelay.Records;

/// <summary>Where a scan stands: the next byte to read and the next to write. Both null once the line is refused.</summary>
internal readonly unsafe struct Cursor(byte* source, byte* target)
{
    public static Cursor Refused => default;

    public byte* Source { get; } = source;

    public byte* Target { get; } = target;

    public bool IsRefused => Source is null;
}
