using System.Globalization;
using System.Net.Sockets;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>Opens a connection to a Receiver and closes it again, without a byte sent.</summary>
internal static class ReceiverProbe
{
    public static async Task<CheckReport> ConnectAsync(
        ReceiverSettings receiver, ReceiverAddress address, CancellationToken cancellation)
    {
        var what = $"Receiver {receiver.Name} {address}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(receiver.ConnectTimeout);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, limit.Token);
            var took = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            return new CheckReport(
                CheckLevel.Good, what, string.Create(CultureInfo.InvariantCulture, $"connected in {took:F0} ms"));
        }
        catch (SocketException e)
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
}
