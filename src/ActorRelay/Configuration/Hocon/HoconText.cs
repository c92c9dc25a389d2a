namespace ActorRelay.Configuration.Hocon;

/// <summary>A string, a number, a size, <c>true</c>: whatever is neither list nor object.</summary>
/// <param name="text">As written, without quotes and with its escapes replaced.</param>
/// <param name="quoted">It stood in quotes, so <c>null</c> and <c>${}</c> in it mean themselves.</param>
internal sealed class HoconText(string text, bool quoted, Place place) : HoconValue(place, 1 + text.Length, 1)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;
}
