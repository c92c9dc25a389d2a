using System.Net;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

public sealed class TcpReceiverSocketSpecs : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ReceiverSettings _settings;

    public TcpReceiverSocketSpecs()
    {
        _listener.ReceiveBufferSize = 64 * 1024;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _settings = DeliverySettings.Receiver(1, DeliverySettings.Address(_listener.LocalEndPoint!));
    }

    private ReceiverAddress Address => _settings.Addresses[0];

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Should_connect_by_name()
    {
        using var socket = new TcpReceiverSocket(Address with { Host = "localhost" }, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        using var accepted = await _listener.AcceptAsync();
        Assert.True(accepted.Connected);
    }

    [Fact]
    public async Task Should_say_why_it_could_not_connect()
    {
        _listener.Dispose();
        using var refused = new TcpReceiverSocket(Address, _settings);
        await Assert.ThrowsAnyAsync<SocketException>(() => refused.ConnectAsync(CancellationToken.None));
        using var unknown = new TcpReceiverSocket(Address with { Host = "no-such-host.invalid" }, _settings);
        await Assert.ThrowsAnyAsync<SocketException>(() => unknown.ConnectAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Should_deliver_what_was_written_although_it_is_closed_with_a_read_pending()
    {
        var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        using var accepted = await _listener.AcceptAsync();
        var receiving = socket.ReceiveAsync(new byte[1]).AsTask();
        var sent = 0;
        while (socket.SendAsync(new byte[256 * 1024]) is { IsCompletedSuccessfully: true } sending)
        {
            sent += await sending;
        }

        socket.Dispose();
        await Assert.ThrowsAnyAsync<SocketException>(() => receiving);

        var buffer = new byte[64 * 1024];
        var read = 0;
        while (await accepted.ReceiveAsync(buffer) is > 0 and var bytes)
        {
            read += bytes;
        }

        Assert.True(read >= sent, $"{read} of {sent} bytes arrived");
    }

    [Fact]
    public async Task Should_know_what_the_peer_has_acknowledged_also_after_a_reset()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        var accepted = await _listener.AcceptAsync();
        Assert.Equal(new TcpInfo(0, false, 0), socket.Info);
        var receiving = socket.ReceiveAsync(new byte[1]).AsTask();
        await socket.SendAsync(new byte[1000]);
        await accepted.ReceiveAsync(new byte[1000]);
        await Until(() => socket.Info == new TcpInfo(1000, false, 0));
        Reset(accepted);
        await Assert.ThrowsAnyAsync<SocketException>(() => receiving);
        await Until(() => socket.Info == new TcpInfo(1000, true, 0));
    }

    [Fact]
    public async Task Should_know_less_than_was_written_while_the_peer_reads_nothing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        using var accepted = await _listener.AcceptAsync();
        var sent = 0;
        while (socket.SendAsync(new byte[256 * 1024]) is { IsCompletedSuccessfully: true } sending)
        {
            sent += await sending;
        }

        Assert.InRange(socket.Info!.Value.Acknowledged, 1, sent - 1);
    }

    [Fact]
    public async Task Should_throw_away_what_is_not_sent_yet_when_aborted()
    {
        var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        using var accepted = await _listener.AcceptAsync();
        while (socket.SendAsync(new byte[256 * 1024]) is { IsCompletedSuccessfully: true })
        {
        }

        socket.Abort();
        socket.Dispose();
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            while (await accepted.ReceiveAsync(new byte[64 * 1024]) > 0)
            {
            }
        });
    }

    [Fact]
    public async Task Should_end_a_pending_receive_when_half_closed_and_the_peer_closes_too()
    {
        using var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        using var accepted = await _listener.AcceptAsync();
        var receiving = socket.ReceiveAsync(new byte[1]).AsTask();
        socket.ShutdownSend();
        Assert.Equal(0, await accepted.ReceiveAsync(new byte[1]));
        accepted.Dispose();
        Assert.Equal(0, await receiving);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Should_not_take_a_reset_for_a_close_though_another_operation_has_met_it(int said)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        var accepted = await _listener.AcceptAsync();
        await Say(accepted, said, socket);
        Reset(accepted);
        await Until(() => socket.Info is { IsOver: true });

        // The system says it once. It does so, unseen, also to a send that had sent something before.
        await Assert.ThrowsAnyAsync<SocketException>(async () => await socket.SendAsync(new byte[1]));
        var reset = await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[10]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Should_not_take_a_close_for_a_reset_though_one_has_followed(int said)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var socket = new TcpReceiverSocket(Address, _settings);
        await socket.ConnectAsync(CancellationToken.None);
        var accepted = await _listener.AcceptAsync();
        await Say(accepted, said, socket);
        accepted.Shutdown(SocketShutdown.Send);
        await Until(() => socket.Info!.Value.Received == said + 1);
        Reset(accepted);
        await Until(() => socket.Info is { IsOver: true });
        await Assert.ThrowsAnyAsync<SocketException>(async () => await socket.SendAsync(new byte[1]));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[10]));
    }

    [Fact]
    public async Task Should_give_up_when_told_to()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        using var socket = new TcpReceiverSocket(Address, _settings);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.ConnectAsync(cancellation.Token));
    }

    private static async Task Say(Socket accepted, int bytes, TcpReceiverSocket socket)
    {
        if (bytes > 0)
        {
            await accepted.SendAsync(new byte[bytes]);
            Assert.Equal(bytes, await socket.ReceiveAsync(new byte[10]));
        }
    }

    private static void Reset(Socket accepted)
    {
        accepted.LingerState = new LingerOption(true, 0);
        accepted.Dispose();
    }

    private static async Task Until(Func<bool> condition)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(20));
            await Task.Yield();
        }
    }
}
