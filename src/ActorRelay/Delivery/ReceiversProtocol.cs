using System.Collections.Immutable;
using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// What the rest of the relay says to <c>/user/receivers</c>, beside <c>ReceiversProtocol.GetReceivers</c>.
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
    /// <see cref="Drained"/>. Batches that are still attached are told that their Receiver is down, once what was taken of them is
    /// confirmed.
    /// </summary>
    public sealed record Drain { public static Drain Instance { get; } = new(); }

    /// <summary>No connection is open any more.</summary>
    public sealed record Drained { public static Drained Instance { get; } = new(); }

    /// <summary>To a ReceiverActor. Answered by <c>ReceiversProtocol.ReceiverReport</c>.</summary>
    public sealed record GetReport : IDeadLetterSuppression { public static GetReport Instance { get; } = new(); }

    /// <summary>To /user/receivers. Answered by <see cref="ReceiversReport"/>.</summary>
    public sealed record GetReceivers { public static GetReceivers Instance { get; } = new(); }

    public sealed record ReceiversReport(ImmutableArray<ReceiverReport> Receivers);

    /// <summary>
    /// To receivers: from now on these are the Receivers. Those of the names <paramref name="Changed"/>, and those that are no
    /// longer there, take nothing new and have <paramref name="Patience"/> to confirm what they have; then they end, and the
    /// changed ones begin anew. The others go on as they are. Answered by <see cref="Reloaded"/> once new ones are there.
    /// </summary>
    public sealed record Reload(ImmutableArray<ReceiverSettings> Receivers, ImmutableHashSet<string> Changed, TimeSpan Patience);

    public sealed record Reloaded { public static Reloaded Instance { get; } = new(); }

    /// <summary>
    /// Operator to receivers: one of them, or <paramref name="IsDrained"/> no longer, is sent nothing new; batches spool its
    /// copies. It stays so over a restart. Answered by <see cref="DrainedReceivers"/>, or <see cref="NotThere"/>.
    /// </summary>
    public sealed record SetDrained(string Receiver, bool IsDrained);

    /// <summary>Those that are sent nothing new.</summary>
    public sealed record DrainedReceivers(ImmutableArray<string> Receivers);

    /// <summary>The settings have no such Receiver.</summary>
    public sealed record NotThere(string Error);

    /// <param name="State">
    /// <c>up</c>, <c>connecting</c> (none live, but not for down-after), <c>down</c>, <c>hung</c> (nothing confirmed for
    /// hung-after, though bytes wait), or <c>drained</c> (an operator wants nothing new sent to it).
    /// </param>
    /// <param name="Connections">How many are live.</param>
    /// <param name="Confirmation">What confirms a line: <c>written</c>, <c>acknowledged</c> or <c>relp</c>.</param>
    /// <param name="Confirmed">Lines it has confirmed.</param>
    /// <param name="Resent">Lines that were sent to it again.</param>
    /// <param name="Replayed">Those of them that it had confirmed: it may not have read them.</param>
    /// <param name="Halved">Times a connection made no progress, and the next replay was halved.</param>
    /// <param name="OutstandingBytes">Bytes handed to it and not confirmed.</param>
    /// <param name="StalledSeconds">
    /// How long it has confirmed nothing though bytes wait, whatever connections came and went meanwhile. What a new
    /// connection takes behind a bad end counts once it is more than replay.
    /// </param>
    /// <param name="Batches">Batches attached to it.</param>
    /// <param name="Links">Its connections, one by one.</param>
    public sealed record ReceiverReport(
        string Name,
        string State,
        int Connections,
        string Confirmation,
        long Confirmed,
        long Resent,
        long Replayed,
        long Halved,
        long OutstandingBytes,
        double StalledSeconds,
        int Batches,
        ImmutableArray<ConnectionReport> Links)
    {
        /// <summary>Lines made for it that were longer than <c>max-message</c>, and were shortened.</summary>
        public long Shortened { get; init; }

        /// <summary>Lines made for it with more parameters than a payload can have: the last one holds the other fields as JSON.</summary>
        public long Overflowed { get; init; }

        /// <summary>Bytes written to it, those that were sent again included.</summary>
        public long WrittenBytes { get; init; }

        /// <summary>When it last confirmed something; null while it has not.</summary>
        public DateTimeOffset? LastConfirmed { get; init; }

        /// <summary>Lines made for it whose header shows the time of receipt: their records have no event time to show.</summary>
        public long ReceiveTimeUsed { get; init; }
    }

    /// <param name="State"><c>connecting</c>, <c>live</c>, <c>closing</c> or <c>backoff</c>.</param>
    /// <param name="Since">When it entered that state.</param>
    /// <param name="WrittenBytes">Bytes written since it was last connected.</param>
    /// <param name="LastError">Why it ended last, or null.</param>
    public sealed record ConnectionReport(
        string Name, string Address, string State, DateTimeOffset Since, long WrittenBytes, string? LastError);
}

/// <summary>What <c>status</c> calls that which confirms a line.</summary>
internal static class Confirmation
{
    /// <summary>The Receiver's kernel has acknowledged its last byte.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>This machine's kernel has it; of the Receiver's it does not say.</summary>
    public const string Written = "written";

    /// <summary>What is said before a connection has shown better.</summary>
    public static string Expected => TcpInfo.IsKnown ? Acknowledged : Written;
}
