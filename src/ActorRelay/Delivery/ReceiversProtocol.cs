using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// What the rest of the relay says to <c>/user/receivers</c>, beside <c>InspectionProtocol.GetReceivers</c>.
/// </summary>
internal static class ReceiversProtocol
{
    /// <summary>
    /// Tell me the Receivers, now and whenever one has a new actor, goes down or comes up. Answered by <see cref="Receivers"/>.
    /// </summary>
    public sealed record Subscribe(IActorRef Subscriber);

    /// <summary>
    /// Every Receiver by its name in the settings. One whose actor has ended stays in with that actor until it has a new
    /// one: whoever attaches to it meanwhile sees it terminated, which is the truth.
    /// </summary>
    /// <param name="ByName">Whom to attach to.</param>
    public sealed record Receivers(ImmutableDictionary<string, IActorRef> ByName)
    {
        /// <summary>Names of those that have had no live connection for <c>down-after</c>.</summary>
        public ImmutableHashSet<string> Down { get; init; } = [];
    }

    /// <summary>Receiver to receivers: it is down, or no longer.</summary>
    public sealed record Reachable(string Receiver, bool IsDown);

    /// <summary>
    /// Host to receivers, once no batch is in flight: finish what connections have, close them in good order, and answer
    /// <see cref="Drained"/>. Batches that are still attached are told that their Receiver is down.
    /// </summary>
    public sealed record Drain
    {
        public static Drain Instance { get; } = new();
    }

    /// <summary>No connection is open any more.</summary>
    public sealed record Drained
    {
        public static Drained Instance { get; } = new();
    }

    /// <summary>To a ReceiverActor. Answered by <c>InspectionProtocol.ReceiverReport</c>.</summary>
    public sealed record GetReport : IDeadLetterSuppression
    {
        public static GetReport Instance { get; } = new();
    }
}
