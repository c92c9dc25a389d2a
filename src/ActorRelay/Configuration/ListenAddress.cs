using System.Net;

namespace ActorRelay.Configuration;

/// <summary>An address to listen on. Port 0 lets the system choose. A null <paramref name="Address"/> means every address, IPv6 and IPv4.</summary>
internal sealed record ListenAddress(bool Https, IPAddress? Address, int Port)
{
    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address);
}
