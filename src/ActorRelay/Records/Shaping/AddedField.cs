namespace ActorRelay.Records.Shaping;

/// <summary>A field that a route adds to each record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What its value comes from.</param>
/// <param name="Constant">Of a constant, its JSON in UTF-8.</param>
internal sealed record AddedField(string Name, AddedValue Value, byte[] Constant);
