namespace ActorRelay.Edge;

/// <summary>Tells a dataset by the names of a record's top-level fields; null when it is not sure.</summary>
internal delegate string? DatasetRecogniser(IReadOnlyCollection<string> fieldNames);
