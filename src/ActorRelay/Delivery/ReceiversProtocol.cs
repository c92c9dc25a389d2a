using System.Collections.Immutable;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>What others say to <c>/user/receivers</c>.</summary>
internal static class ReceiversProtocol
{
    /// <summary>Answered by <see cref="Receivers"/>, now and whenever a ReceiverActor is replaced.</summary>
    public sealed record Subscribe
    {
        public static Subscribe Instance { get; } = new();
    }

    /// <summary>Every Receiver that has an actor now.</summary>
    public sealed record Receivers(ImmutableDictionary<string, IActorRef> ByName);
}
