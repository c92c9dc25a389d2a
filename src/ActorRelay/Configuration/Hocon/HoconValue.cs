namespace ActorRelay.Configuration.Hocon;

/// <summary>A value of a tree in which every <c>${}</c> has been replaced. Immutable.</summary>
internal abstract class HoconValue(Place place, long size, int depth)
{
    public Place Place { get; } = place;

    /// <summary>Values and characters in it, for <see cref="HoconLimits.Size"/>.</summary>
    public long Size { get; } = size;

    /// <summary>1 for a text, one more for each list or object around it.</summary>
    public int Depth { get; } = depth;
}
