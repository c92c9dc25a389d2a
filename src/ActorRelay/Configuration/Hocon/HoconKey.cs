namespace ActorRelay.Configuration.Hocon;

/// <summary>One element of a dotted key.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Place">Where it was written.</param>
/// <param name="IsItem">It is a position in a list, from 0.</param>
internal readonly record struct HoconKey(string Name, Place Place, bool IsItem = false);
