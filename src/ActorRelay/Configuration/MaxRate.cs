namespace ActorRelay.Configuration;

/// <summary>What a Receiver is sent at most, new batches and backlog together.</summary>
/// <param name="Records">Lines a second; 0 for no limit.</param>
/// <param name="Bytes">Bytes a second; 0 for no limit.</param>
internal sealed record MaxRate(int Records, long Bytes)
{
    public static MaxRate None { get; } = new(0, 0);
}
