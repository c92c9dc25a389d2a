using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ActorRelay.Edge;

/// <summary>
/// Tells of clients that come to an https port and get no further: Kestrel says that at debug level only, and a job whose
/// validation fails by it leaves no other trace. One line of each kind a minute, with the latest address and how many it
/// stands for. A connection that sends nothing is no client, but somebody who looks whether the port is open; how long it
/// may be silent is <see cref="ConnectionLimit"/>'s to say.
/// </summary>
internal sealed class HandshakeLog(bool asksForCertificate, TimeProvider time, ILogger logger)
{
    /// <summary>The first byte of a TLS record that carries a handshake (RFC 8446 section 5.1).</summary>
    private const byte Handshake = 22;

    private readonly WarningLimit _plain = new(time);
    private readonly WarningLimit _failed = new(time);

    private string Reason => "the client does not trust the certificate, asks for a name that is not its, gives up, or speaks neither TLS "
        + $"1.2 nor 1.3{(asksForCertificate ? ", or shows no certificate that client-ca issued" : "")}";

    public void Watch(IConnectionBuilder listener, Action secure)
    {
        listener.Use(next => async connection =>
        {
            switch (await FirstByteAsync(connection))
            {
                case null:
                    return;
                case Handshake:
                    await ShakeHandsAsync(connection, next);
                    return;
                default:
                    if (_plain.Add() is > 0 and var plain)
                    {
                        EdgeLog.PlainOnHttps(logger, plain, AddressOf(connection));
                    }

                    return;
            }
        });
        secure();
        listener.Use(next => connection =>
        {
            connection.Features.Get<Outcome>()!.IsDone = true;
            return next(connection);
        });
    }

    private async Task ShakeHandsAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var outcome = new Outcome();
        connection.Features.Set(outcome);
        Exception? fault = null;
        try
        {
            await next(connection);
        }
        catch (NotSupportedException) when (!outcome.IsDone)
        {
            // SslStream asks for no certificate when it cannot read the hello, and then misses it. To Kestrel that is an error of
            // the server's, with its stack in the log for each such hello.
        }
        catch (Exception e) when (!outcome.IsDone)
        {
            fault = e;
        }

        if (!outcome.IsDone && _failed.Add() is > 0 and var count)
        {
            EdgeLog.HandshakeFailed(logger, count, AddressOf(connection), Reason, fault);
        }
    }

    /// <summary>Looks at it and leaves it where it is; null when none comes.</summary>
    private static async Task<byte?> FirstByteAsync(ConnectionContext connection)
    {
        try
        {
            // Not by ConnectionClosed: who sent something and has gone by now is still to be told of.
            var input = connection.Transport.Input;
            var read = await input.ReadAsync();
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It was closed for being silent, or reset.
            return null;
        }
    }

    private static IPAddress? AddressOf(ConnectionContext connection) =>
        (connection.RemoteEndPoint as IPEndPoint)?.Address is { } address
            ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
            : null;

    private sealed class Outcome
    {
        public bool IsDone { get; set; }
    }
}
