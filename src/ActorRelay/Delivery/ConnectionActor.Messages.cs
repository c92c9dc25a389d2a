using Akka.Event;

namespace ActorRelay.Delivery;

internal sealed partial class ConnectionActor
{
    /// <summary>Timers, each of which exists at most once.</summary>
    private enum TimerKey
    {
        Connect,
        Stall,
        Backoff,
        Close,
        Age,
    }

    private sealed record ConnectEnded(Exception? Failure) : IDeadLetterSuppression;

    private sealed record SendEnded(int Bytes, Exception? Failure) : IDeadLetterSuppression;

    private sealed record ReceiveEnded(int Bytes, Exception? Failure) : IDeadLetterSuppression;

    private sealed record SendMore : IDeadLetterSuppression
    {
        public static SendMore Instance { get; } = new();
    }

    private sealed record LookForAcknowledgement : IDeadLetterSuppression
    {
        public static LookForAcknowledgement Instance { get; } = new();
    }

    private sealed record ConnectTimedOut
    {
        public static ConnectTimedOut Instance { get; } = new();
    }

    private sealed record LookForStall
    {
        public static LookForStall Instance { get; } = new();
    }

    private sealed record Retry
    {
        public static Retry Instance { get; } = new();
    }

    private sealed record Aged
    {
        public static Aged Instance { get; } = new();
    }

    private sealed record CloseWaited
    {
        public static CloseWaited Instance { get; } = new();
    }
}
