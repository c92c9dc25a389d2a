namespace ActorRelay.Delivery;

internal sealed partial class ReceiverActor
{
    private const string DownKey = "down-after";
    private const string RateKey = "max-rate";
    private const string SlowKey = "slow";

    private sealed record DownAfterPassed
    {
        public static DownAfterPassed Instance { get; } = new();
    }

    private sealed record LookForSlow
    {
        public static LookForSlow Instance { get; } = new();
    }

    private sealed record RateAllows
    {
        public static RateAllows Instance { get; } = new();
    }

    private sealed record StartAgain(Link Link);
}
