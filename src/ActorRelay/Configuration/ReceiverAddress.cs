namespace ActorRelay.Configuration;

/// <summary>Where a Receiver listens. <paramref name="Host"/> is a name or an IP address without brackets.</summary>
/// <param name="IsTls">It speaks TLS there.</param>
internal sealed record ReceiverAddress(string Host, int Port, bool IsTls = false)
{
    public override string ToString() => $"{(IsTls ? "tls" : "tcp")}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";
}
