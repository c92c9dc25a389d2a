namespace ActorRelay.Records.Shaping;

/// <summary>A route that records of a batch can take, as one output sees it.</summary>
/// <param name="Rules">Which records take it.</param>
/// <param name="Delivers">It delivers to this output; else it only keeps records from the routes after it.</param>
internal readonly record struct RouteOfOutput(RecordRules Rules, bool Delivers);
