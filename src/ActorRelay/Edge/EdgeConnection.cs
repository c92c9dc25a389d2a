using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ActorRelay.Edge;

/// <summary>
/// One connection of the edge: a feature of it, which its requests inherit.
/// <para>
/// A client that ends its sending side right behind its post still waits for the answer, so to Kestrel the connection is
/// closed only once it is; otherwise nothing could be written any more. Whether such a client is there cannot be known.
/// </para>
/// </summary>
internal sealed class EdgeConnection
{
    private readonly ConnectionLimit _limit;
    private readonly ConnectionContext _connection;
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _hasEndedSending;

    /// <param name="connection">The one of the transport, below TLS.</param>
    /// <param name="address">Under which it is counted; null where there is no share.</param>
    public EdgeConnection(ConnectionLimit limit, ConnectionContext connection, IPAddress? address)
    {
        _limit = limit;
        _connection = connection;
        Address = address;
        Place = new LinkedListNode<EdgeConnection>(this);
        connection.ConnectionClosed.Register(OnInputEnded);
        connection.ConnectionClosed = _closed.Token;
        connection.Transport = new HalfClosedTransport(connection.Transport);
        connection.Features.Set(this);
    }

    public IPAddress? Address { get; }

    /// <summary>Nothing more will come from the client, which may have gone.</summary>
    public bool HasEndedSending => _hasEndedSending;

    /// <summary>Whether a request has come by it.</summary>
    internal bool WasUsed { get; set; }

    /// <summary>So many requests are in progress.</summary>
    internal int Requests { get; set; }

    internal bool IsCounted { get; set; }

    /// <summary>Where it stands among those without a request.</summary>
    internal LinkedListNode<EdgeConnection> Place { get; }

    public void BeginRequest() => _limit.BeginRequest(this);

    public void EndRequest() => _limit.EndRequest(this);

    public void Abort(string reason) => _connection.Abort(new ConnectionAbortedException(reason));

    private void OnInputEnded()
    {
        _hasEndedSending = true;
        if (!CanStillReceive(_connection.Features.Get<IConnectionSocketFeature>()?.Socket))
        {
            _closed.Cancel();
        }
    }

    /// <summary>A reset leaves an error on the socket; a sending side that was ended does not.</summary>
    private static bool CanStillReceive(Socket? socket)
    {
        try
        {
            return socket is { Connected: true } && !socket.Poll(0, SelectMode.SelectError);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
