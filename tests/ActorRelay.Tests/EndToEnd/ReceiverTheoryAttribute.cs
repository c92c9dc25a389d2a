namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test with cases that start real receivers.</summary>
public sealed class ReceiverTheoryAttribute : TheoryAttribute
{
    public ReceiverTheoryAttribute() => Skip = RealReceivers.Missing;
}
