namespace ActorRelay.EmbeddedReceiver;

/// <summary>The stream can no longer be told apart into messages, so its connection has to be closed.</summary>
internal sealed class FramingException(string reason) : Exception(reason);
