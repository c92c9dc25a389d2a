namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// Why a text is not HOCON, and where. The message never quotes more of the text than one character, or a key.
/// </summary>
internal sealed record HoconError(Place Place, string Message)
{
    public override string ToString() => $"{Place}: {Message}";
}
