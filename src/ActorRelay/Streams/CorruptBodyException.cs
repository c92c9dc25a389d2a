using ActorRelay.Accounts;

namespace ActorRelay.Streams;

/// <summary>Corrupt or cut-off gzip, or not NDJSON at all.</summary>
internal sealed class CorruptBodyException(string message) : BodyException(message);
