namespace ActorRelay.Configuration.Hocon;

/// <summary>One key of an object.</summary>
/// <param name="Name">Without quotes; may contain dots if it was quoted.</param>
/// <param name="KeyPlace">Where the key was last written.</param>
/// <param name="Value">What it was last given.</param>
internal sealed record HoconField(string Name, Place KeyPlace, HoconValue Value);
