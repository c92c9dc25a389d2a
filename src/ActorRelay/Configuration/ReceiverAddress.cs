namespace ActorRelay.Configuration;

/// <summary>Where a Receiver listens. <paramref name="Host"/> is a name or an IP address without brackets.</summary>
internal sealed record ReceiverAddress(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"tcp://[{Host}]:{Port}" : $"tcp://{Host}:{Port}";
}
