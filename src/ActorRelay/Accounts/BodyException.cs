namespace ActorRelay.Accounts;

/// <summary>A body cannot be taken as it is. The message says where and why, and holds no byte of the body.</summary>
internal abstract class BodyException(string message) : Exception(message);
