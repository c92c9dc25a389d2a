namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test that starts a real receiver.</summary>
public sealed class ReceiverFactAttribute : FactAttribute
{
    public ReceiverFactAttribute() => Skip = RealReceivers.Missing;
}
