using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>Whether addresses can be listened on, found by trying; the failure to listen does not say which it is about.</summary>
internal static class ListenProbe
{
    /// <summary>Every address of the settings that cannot be had now: its setting, what is wrong, what to do.</summary>
    public static IEnumerable<(string Setting, string Problem)> Look(RelaySettings settings)
    {
        foreach (var address in settings.Edge.Listen)
        {
            if (Try(address) is { } problem)
            {
                yield return ("relay.edge.listen", problem);
            }
        }

        if (Try(settings.Inspection.Listen) is { } other)
        {
            yield return ("relay.inspection.listen", other);
        }
    }

    private static string? Try(ListenAddress address)
    {
        var any = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var endPoint = new IPEndPoint(address.Address ?? any, address.Port);
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Address is null && endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            return null;
        }
        catch (SocketException e)
        {
            return $"cannot listen on {(address.Https ? "https" : "http")}://{endPoint}: {e.Message}{Remedy(e.SocketErrorCode, address)}";
        }
    }

    /// <summary>What to do, to be put behind what is wrong; nothing where that says all.</summary>
    internal static string Remedy(SocketError error, ListenAddress address) => error switch
    {
        SocketError.AddressAlreadyInUse => ". Another program has this port: stop it, or take another port",
        SocketError.AddressNotAvailable => ". No interface of this machine has this address: take one that has, or * for all",
        SocketError.AccessDenied when address.Port < 1024 =>
            ". A port below 1024 needs a right: give it to the service (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE), "
            + "or take a port from 1024 on and forward this one to it",
        _ => "",
    };
}
