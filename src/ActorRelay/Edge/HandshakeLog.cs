using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// Tells of clients that come to an https port and get no further: Kestrel says that at debug level only, and a job whose
/// validation fails by it leaves no other trace. One line of each kind a minute, with the latest address and how many it
/// stands for. A connection that sends nothing is no client, but somebody who looks whether the port is open.
/// </summary>
internal sealed class HandshakeLog(bool asksForCertificate, TimeProvider time, ILogger logger)
{
    /// <summary>The first byte of a TLS record that carries a handshake (RFC 8446 section 5.1).</summary>
    private const byte Handshake = 22;

    /// <summary>As long as Kestrel gives a handshake, which begins only then.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Line _plain;
    private Line _failed;

    private string Reason => "the client does not trust the certificate, asks for a name that is not its, or speaks neither TLS 1.2 "
        + $"nor 1.3{(asksForCertificate ? ", or shows no certificate that client-ca issued" : "")}";

    /// <param name="listener">One of https.</param>
    /// <param name="secure">Has it speak TLS.</param>
    public void Watch(IConnectionBuilder listener, Action secure)
    {
        listener.Use(next => async connection =>
        {
            switch (await FirstByteAsync(connection))
            {
                case null:
                    return;
                case Handshake:
                    var outcome = new Outcome();
                    connection.Features.Set(outcome);
                    await next(connection);
                    if (!outcome.IsDone)
                    {
                        Warn(ref _failed, connection, (count, from) => EdgeLog.HandshakeFailed(logger, count, from, Reason));
                    }

                    return;
                default:
                    Warn(ref _plain, connection, (count, from) => EdgeLog.PlainOnHttps(logger, count, from));
                    return;
            }
        });
        secure();
        listener.Use(next => connection =>
        {
            if (connection.Features.Get<Outcome>() is { } outcome)
            {
                outcome.IsDone = true;
            }

            return next(connection);
        });
    }

    /// <summary>Looks at it and leaves it where it is; null when none comes.</summary>
    private async Task<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(FirstByteTimeout, time);
        try
        {
            var input = connection.Transport.Input;

            // Not by ConnectionClosed: who sent something and has gone by now is still to be told of.
            var read = await input.ReadAsync(limit.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private void Warn(ref Line line, ConnectionContext connection, Action<long, string> write)
    {
        var now = time.GetTimestamp();
        long count;
        lock (_lock)
        {
            line.Count++;
            if (line.HasWritten && time.GetElapsedTime(line.Written, now) < BetweenWarnings)
            {
                return;
            }

            count = line.Count;
            line = new Line(true, now, 0);
        }

        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        write(count, (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "-");
    }

    /// <summary>Of one handshake.</summary>
    private sealed class Outcome
    {
        public bool IsDone { get; set; }
    }

    /// <param name="HasWritten">There was such a line.</param>
    /// <param name="Written">Timestamp of the last.</param>
    /// <param name="Count">Connections since then.</param>
    private record struct Line(bool HasWritten, long Written, long Count);
}
