using System.Globalization;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Delivery;

namespace ActorRelay.Commands;

/// <summary>Opens a connection to a Receiver, with its TLS handshake if it has one, and closes it again without a message sent.</summary>
internal static class ReceiverProbe
{
    /// <summary>Whoever refuses a certificate has done so by then.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    public static async Task<CheckReport> ConnectAsync(
        ReceiverSettings receiver, ReceiverAddress address, CancellationToken cancellation)
    {
        var what = $"Receiver {receiver.Name} {address}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(receiver.ConnectTimeout);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            using var socket = ReceiverSockets.Factory(address, receiver);
            await socket.ConnectAsync(limit.Token);
            var took = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            return await EndsAtOnceAsync(socket, cancellation) is { } why
                ? new CheckReport(CheckLevel.Failed, what, $"connected, but {why}")
                : new CheckReport(CheckLevel.Good, what, string.Create(CultureInfo.InvariantCulture, $"connected in {took:F0} ms"));
        }
        catch (Exception e) when (e is SocketException or ReceiverTlsException)
        {
            return new CheckReport(CheckLevel.Failed, what, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CheckReport(
                CheckLevel.Failed,
                what,
                $"no answer within connect-timeout, {Durations.Format(receiver.ConnectTimeout)}");
        }
    }

    /// <summary>Some accept, and close when they have looked at who came: at most so many, or only with a certificate.</summary>
    /// <returns>Why, where it does; null when it stays open for a while.</returns>
    private static async Task<string?> EndsAtOnceAsync(IReceiverSocket socket, CancellationToken cancellation)
    {
        try
        {
            var said = await socket.ReceiveAsync(new byte[256]).AsTask().WaitAsync(Settled, cancellation);
            return said > 0 ? null : "the Receiver closed at once: does it take so many connections, and from here?";
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (Exception e) when (e is SocketException or ReceiverTlsException or IOException)
        {
            return $"it did not stay: {e.Message}";
        }
    }
}
