using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace ActorRelay.Edge;

/// <summary>
/// Bounds what connections cost before anybody has shown a secret. Counted over all addresses of the edge, and only there,
/// so that inspection stays reachable.
/// <para>
/// When there are as many as it takes, a new one takes the place of the one that has been without a request for longest, or
/// is closed where there is none; so strangers who are silent keep nobody out. One address has half of the places at most,
/// unless it is a trusted proxy. One without a request <see cref="FirstRequest"/> after it was accepted is closed.
/// </para>
/// Thread-safe.
/// </summary>
internal sealed class ConnectionLimit(int capacity, CallerAddress callers)
{
    /// <summary>How long a connection has for TLS and the head of its first request.</summary>
    public static readonly TimeSpan FirstRequest = TimeSpan.FromSeconds(10);

    private const int HostBytes = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<EdgeConnection> _idle = [];
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _connections;

    public int Capacity => capacity;

    /// <summary>One address has this many connections at most.</summary>
    public int Share => Math.Max(1, capacity / 2);

    public int Connections => Volatile.Read(ref _connections);

    /// <param name="closesStrangers">Peers that cannot be allowed are closed at once; else their posts are answered.</param>
    /// <param name="time">Clock of the first request.</param>
    /// <param name="logger">Takes the warnings, of which there is one a minute.</param>
    public void Guard(IConnectionBuilder listener, bool closesStrangers, TimeProvider time, ILogger logger)
    {
        var strangers = new WarningLimit(time);
        var refused = new WarningLimit(time);
        listener.Use(next => async context =>
        {
            var peer = (context.RemoteEndPoint as IPEndPoint)?.Address;
            if (closesStrangers && peer is not null && !callers.MayConnect(peer))
            {
                if (strangers.Add() is > 0 and var closed)
                {
                    EdgeLog.StrangerClosed(logger, closed, peer);
                }

                context.Abort();
                return;
            }

            var connection = new EdgeConnection(this, context, peer is null || callers.IsProxy(peer) ? null : GroupOf(peer));
            var isAdmitted = TryAdd(connection, out var displaced);
            if ((!isAdmitted || displaced is not null) && refused.Add() is > 0 and var count)
            {
                EdgeLog.TooManyConnections(logger, count, capacity, Share, peer);
            }

            displaced?.Abort("Others need its place.");
            if (!isAdmitted)
            {
                context.Abort();
                return;
            }

            var silent = time.CreateTimer(CloseUnused, connection, FirstRequest, Timeout.InfiniteTimeSpan);
            try
            {
                await next(context);
            }
            finally
            {
                await silent.DisposeAsync();
                Remove(connection);
            }
        });
    }

    internal void BeginRequest(EdgeConnection connection)
    {
        lock (_lock)
        {
            connection.WasUsed = true;
            if (connection.Requests++ == 0 && connection.IsCounted)
            {
                _idle.Remove(connection.Place);
            }
        }
    }

    internal void EndRequest(EdgeConnection connection)
    {
        lock (_lock)
        {
            if (--connection.Requests == 0 && connection.IsCounted)
            {
                _idle.AddLast(connection.Place);
            }
        }
    }

    private static void CloseUnused(object? state)
    {
        if (state is EdgeConnection { WasUsed: false } connection)
        {
            connection.Abort("No request came in time.");
        }
    }

    /// <summary>Whoever has one IPv6 address has the others of its network too.</summary>
    private static IPAddress GroupOf(IPAddress peer)
    {
        if (peer.IsIPv4MappedToIPv6)
        {
            return peer.MapToIPv4();
        }

        if (peer.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return peer;
        }

        var bytes = peer.GetAddressBytes();
        bytes.AsSpan(HostBytes).Clear();
        return new IPAddress(bytes);
    }

    /// <param name="displaced">One that is to be closed for it; null for none.</param>
    private bool TryAdd(EdgeConnection connection, out EdgeConnection? displaced)
    {
        lock (_lock)
        {
            displaced = null;
            var isShareUsed = connection.Address is { } address && _byAddress.GetValueOrDefault(address) >= Share;
            if (isShareUsed || _connections >= capacity)
            {
                displaced = isShareUsed
                    ? _idle.FirstOrDefault(idle => connection.Address!.Equals(idle.Address))
                    : _idle.First?.Value;
                if (displaced is null)
                {
                    return false;
                }

                Forget(displaced);
            }

            connection.IsCounted = true;
            _connections++;
            if (connection.Address is { } own)
            {
                _byAddress[own] = _byAddress.GetValueOrDefault(own) + 1;
            }

            _idle.AddLast(connection.Place);
            return true;
        }
    }

    private void Remove(EdgeConnection connection)
    {
        lock (_lock)
        {
            if (connection.IsCounted)
            {
                Forget(connection);
            }
        }
    }

    private void Forget(EdgeConnection connection)
    {
        connection.IsCounted = false;
        _connections--;
        if (connection.Requests == 0)
        {
            _idle.Remove(connection.Place);
        }

        if (connection.Address is { } address && --_byAddress[address] == 0)
        {
            _byAddress.Remove(address);
        }
    }
}
