namespace ActorRelay.Streams;

/// <summary>A line could not be written to quarantine, so the batch must come again.</summary>
internal sealed class NotSetAsideException(string reason) : Exception(reason);
