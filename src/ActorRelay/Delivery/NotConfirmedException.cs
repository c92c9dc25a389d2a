namespace ActorRelay.Delivery;

/// <summary>A Receiver did not confirm a batch, and will not: it is down, or its actor has ended.</summary>
internal sealed class NotConfirmedException(string receiver, string reason) : Exception($"Receiver {receiver} {reason}");
