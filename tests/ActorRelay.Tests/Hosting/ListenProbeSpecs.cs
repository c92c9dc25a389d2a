using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Hosting;

namespace ActorRelay.Tests.Hosting;

/// <summary>An address that cannot be listened on is named with what to do about it.</summary>
public sealed class ListenProbeSpecs
{
    [Theory]
    [InlineData(
        SocketError.AccessDenied, 443,
        ". A port below 1024 needs a right: give it to the service (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE), "
        + "or take a port from 1024 on and forward this one to it")]
    [InlineData(SocketError.AccessDenied, 1024, "")]
    [InlineData(SocketError.AddressAlreadyInUse, 443, ". Another program has this port: stop it, or take another port")]
    [InlineData(
        SocketError.AddressNotAvailable, 443,
        ". No interface of this machine has this address: take one that has, or * for all")]
    public void Should_say_what_to_do(SocketError error, int port, string expected) =>
        Assert.Equal(expected, ListenProbe.Remedy(error, new ListenAddress(false, IPAddress.Loopback, port)));
}
