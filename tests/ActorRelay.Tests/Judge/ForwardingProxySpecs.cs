using System.Net;
using System.Net.Sockets;
using ActorRelay.Syslog;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>That the proxy passes everything on, ends included, and knows what it cost when it could not.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ForwardingProxySpecs
{
    private readonly JobRecords _records = new(
        seed: 1, [new Job("gateway_http", "Datetime", "a", 50)], perJob: 1000, new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));

    [Fact]
    public async Task Should_pass_on_what_comes_and_its_end()
    {
        await using var receiver = new FaultyReceiver(_records, Framing.Newline, FaultSchedule.None);
        await using var proxy = new ForwardingProxy(receiver);
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(_records.Body(_records.Batch(0, 0)));
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        await Eventually.TrueAsync(() => receiver.Log.Ends.Count == 1, () => "it does not end");

        Assert.Equal((50, EndKind.Sender), (receiver.Log.Count, receiver.Log.Ends[0].Kind));
    }

    [Fact]
    public async Task Should_pass_on_a_reset_and_know_what_nobody_had_read()
    {
        await using var receiver = new FaultyReceiver(
            _records, Framing.Newline, FaultSchedule.Every(new Fault(FaultKind.Reset, 1000)), startReading: false);
        await using var proxy = new ForwardingProxy(receiver);
        using var client = await ConnectAsync(proxy);
        var body = _records.Body(_records.Batch(0, 0));
        await client.SendAsync(body);
        await Eventually.TrueAsync(() => TcpInfo.Acknowledged(client) == body.Length, () => "it is not acknowledged");
        receiver.StartReading();

        await Eventually.TrueAsync(() => proxy.Ends.Count == 1, () => "it does not end");

        Assert.Equal((EndKind.Abnormal, 1000L, body.Length - 1000L), (proxy.Ends[0].Kind, proxy.Ends[0].Read, proxy.Ends[0].Unread));
        var e = await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    private static async Task<Socket> ConnectAsync(ForwardingProxy proxy)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(proxy.Address["tcp://".Length..]));
        return socket;
    }
}
