using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>That the receiver fails where and how it is told, and that its counts of unread bytes are true.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class FaultyReceiverSpecs
{
    private const int Batch = 50;

    private readonly JobRecords _records = new(
        seed: 1, [new Job("gateway_http", "Datetime", "a", Batch)], perJob: 1000, new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_take_all_when_nothing_fails(bool counted)
    {
        var framing = counted ? Framing.OctetCounting : Framing.Newline;
        await using var receiver = new FaultyReceiver(_records, framing, FaultSchedule.None);
        using var client = await ConnectAsync(receiver);
        await client.SendAsync(Stream(framing, 0, 1000));
        client.Shutdown(SocketShutdown.Send);

        // FIN, not RST: it has read to the end.
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        await Eventually.TrueAsync(() => receiver.Log.Ends.Count == 1, () => "it does not end");

        Assert.Equal(Lines(0, 1000), receiver.Log.Arrivals.Select(Text));
        Assert.Equal((EndKind.Sender, 0L), (receiver.Log.Ends[0].Kind, receiver.Log.Ends[0].Unread));
    }

    [Theory]
    [InlineData(false, 1, nameof(CutAt.Byte))]
    [InlineData(false, 5000, nameof(CutAt.Byte))]
    [InlineData(false, 5000, nameof(CutAt.MidLine))]
    [InlineData(false, 5000, nameof(CutAt.BatchEnd))]
    [InlineData(true, 1, nameof(CutAt.Byte))]
    [InlineData(true, 5000, nameof(CutAt.Byte))]
    [InlineData(true, 5000, nameof(CutAt.MidLine))]
    [InlineData(true, 5000, nameof(CutAt.BatchEnd))]
    public async Task Should_reset_where_it_is_told_and_know_what_it_had_not_read(bool counted, int after, string at)
    {
        var framing = counted ? Framing.OctetCounting : Framing.Newline;
        var cut = Enum.Parse<CutAt>(at);

        // It must not read before all is in its kernel: so what it leaves unread is known.
        var stream = Stream(framing, 0, 150);
        await using var receiver = new FaultyReceiver(
            _records, framing, FaultSchedule.Every(new Fault(FaultKind.Reset, after, cut)), receiveBuffer: 1 << 20, startReading: false);
        using var client = await ConnectAsync(receiver);
        await client.SendAsync(stream);
        await Eventually.TrueAsync(() => TcpInfo.Acknowledged(client) == stream.Length, () => "it is not acknowledged");
        receiver.StartReading();

        await Eventually.TrueAsync(() => receiver.Log.Ends.Count == 1, () => "it does not end");

        var end = receiver.Log.Ends[0];
        Assert.Equal((EndKind.Abnormal, (long)stream.Length), (end.Kind, end.Acknowledged));
        var whole = Whole(framing, stream[..(int)end.Read]);
        switch (cut)
        {
            case CutAt.Byte:
                Assert.Equal(after, end.Read);
                break;
            case CutAt.MidLine:
                Assert.InRange(end.Read, after, after + 2000);
                Assert.NotEqual(end.Read, Stream(framing, 0, whole).Length);
                break;
            case CutAt.BatchEnd:
                Assert.Equal(Batch, whole);
                Assert.Equal(Stream(framing, 0, Batch).Length, end.Read);
                break;
        }

        // A message the application had begun to read is among the unread ones, and each knows what came behind it.
        Assert.Equal(
            Enumerable.Range(whole, 150 - whole).Select(n => new UnreadRecord(_records.At(n), Stream(framing, n + 1, 149 - n).Length)),
            end.UnreadRecords);
        var pieces = receiver.Log.Arrivals.Where(arrival => !arrival.IsWhole).ToList();
        Assert.Equal(framing == Framing.Newline && cut != CutAt.BatchEnd ? 1 : 0, pieces.Count);
        await AssertResetAsync(client);
    }

    [Fact]
    public async Task Should_close_in_order_with_nothing_unread()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.Every(new Fault(FaultKind.Close, 5000)));
        using var client = await ConnectAsync(receiver);
        await client.SendAsync(Stream(Framing.Newline, 0, 20));

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));

        await Eventually.TrueAsync(() => receiver.Log.Ends.Count == 1, () => "it does not end");
        Assert.Equal((EndKind.Orderly, 0L), (receiver.Log.Ends[0].Kind, receiver.Log.Ends[0].Unread));
        Assert.Equal(TcpInfo.Acknowledged(client), receiver.Log.Ends[0].Read);
    }

    [Fact]
    public async Task Should_close_idle_connections_when_told()
    {
        await using var receiver = new FaultyReceiver(_records, Framing.Newline, FaultSchedule.None);
        using var client = await ConnectAsync(receiver);
        await client.SendAsync(Stream(Framing.Newline, 0, 20));
        await Eventually.TrueAsync(() => receiver.Log.Count == 20, () => "not all arrives");

        await receiver.FailAsync(FaultKind.Close);

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        Assert.Equal((EndKind.Orderly, 0L), (receiver.Log.Ends[0].Kind, receiver.Log.Ends[0].Unread));
    }

    [Fact]
    public async Task Should_read_on_after_half_a_close()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.Every(new Fault(FaultKind.HalfClose, 0)));
        using var client = await ConnectAsync(receiver);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        await client.SendAsync(Stream(Framing.Newline, 0, 1000));
        client.Shutdown(SocketShutdown.Send);

        await Eventually.TrueAsync(() => receiver.Log.Ends.Count == 1, () => "it does not end");

        Assert.Equal(EndKind.Orderly, receiver.Log.Ends[0].Kind);
        Assert.Equal(1000, receiver.Log.Count);
    }

    [Fact]
    public async Task Should_go_on_after_a_stall()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.Every(new Fault(FaultKind.Stall, 1, For: TimeSpan.FromMilliseconds(500))));
        using var client = await ConnectAsync(receiver);
        await client.SendAsync(Stream(Framing.Newline, 0, 1000));

        await Eventually.TrueAsync(() => receiver.Log.Count == 1000, () => "not all arrives");

        Assert.Equal(1, receiver.Faults);
        Assert.Empty(receiver.Log.Ends);
    }

    [Fact]
    public async Task Should_never_read_again_after_a_stall_for_ever()
    {
        var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.First(1, new Fault(FaultKind.StallForEver, 0)), receiveBuffer: 1 << 20);
        using var client = await ConnectAsync(receiver);
        var stream = Stream(Framing.Newline, 0, 100);
        await client.SendAsync(stream);
        await Eventually.TrueAsync(() => TcpInfo.Acknowledged(client) == stream.Length, () => "it is not acknowledged");
        using var other = await ConnectAsync(receiver);
        await other.SendAsync(Stream(Framing.Newline, 100, 100));
        await Eventually.TrueAsync(() => receiver.Log.Count == 100, () => "the other connection does not get through");

        // The sender gives up: what it had sent still counts as never read.
        client.Close(0);
        await receiver.DisposeAsync();

        var end = Assert.Single(receiver.Log.Ends, end => end.Connection == 0);
        Assert.Equal((EndKind.Abnormal, 0L, (long)stream.Length), (end.Kind, end.Read, end.Unread));
        Assert.Equal(100, end.UnreadRecords!.Count);
    }

    [Fact]
    public async Task Should_swallow_everything_in_a_black_hole_and_come_back()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.First(1, new Fault(FaultKind.BlackHole, 1, For: TimeSpan.FromSeconds(1))));
        using var client = await ConnectAsync(receiver);
        await client.SendAsync("a"u8.ToArray());
        await Eventually.TrueAsync(() => receiver.Faults == 1, () => "nothing happens");

        await client.SendAsync("bcd"u8.ToArray());
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = second.ConnectAsync(IPAddress.Loopback, receiver.Port);
        Assert.False(connecting.IsCompletedSuccessfully);
        await connecting.WaitAsync(Eventually.Patience);

        Assert.Equal(1, TcpInfo.Acknowledged(client));
        await second.SendAsync(Stream(Framing.Newline, 0, 10));
        await Eventually.TrueAsync(() => receiver.Log.Count == 10, () => "it does not come back");
    }

    [Fact]
    public async Task Should_refuse_for_a_while_and_come_back()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.First(1, new Fault(FaultKind.Refuse, 1, For: TimeSpan.FromSeconds(1))));
        using var idle = await ConnectAsync(receiver);
        using var client = await ConnectAsync(receiver);
        await idle.SendAsync("a"u8.ToArray());
        await AssertResetAsync(idle);
        await AssertResetAsync(client);

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(receiver));
        await Eventually.TrueAsync(async () => await ConnectsAsync(receiver), () => "it does not come back");
    }

    private static string Text(Arrival arrival) => Encoding.UTF8.GetString(arrival.Message.Span);

    private static async Task<Socket> ConnectAsync(FaultyReceiver receiver)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, receiver.Port);
        return socket;
    }

    private static async Task<bool> ConnectsAsync(FaultyReceiver receiver)
    {
        try
        {
            (await ConnectAsync(receiver)).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task AssertResetAsync(Socket client)
    {
        var e = await Assert.ThrowsAsync<SocketException>(
            async () => await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    private static int Whole(Framing framing, byte[] stream)
    {
        var whole = 0;
        new MessageCutter(framing).Take(stream, _ => whole++);
        return whole;
    }

    private IEnumerable<string> Lines(int first, int count) =>
        Enumerable.Range(first, count).Select(n => Encoding.UTF8.GetString(_records.Record(_records.At(n)).Json));

    private byte[] Stream(Framing framing, int first, int count) => Encoding.UTF8.GetBytes(string.Concat(Lines(first, count).Select(
        line => framing == Framing.Newline ? $"{line}\n" : $"{Encoding.UTF8.GetByteCount(line)} {line}")));
}
