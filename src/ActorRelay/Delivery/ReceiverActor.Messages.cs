namespace ActorRelay.Delivery;

internal sealed partial class ReceiverActor
{
    private const string DownKey = "down-after";

    private sealed record DownAfterPassed
    {
        public static DownAfterPassed Instance { get; } = new();
    }

    private sealed record StartAgain(Link Link);
}
