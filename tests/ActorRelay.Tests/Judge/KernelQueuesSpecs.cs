using System.Net;
using System.Net.Sockets;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

public sealed class KernelQueuesSpecs
{
    [Fact]
    public async Task Should_know_what_a_program_has_not_read()
    {
        var port = FreePort.Take();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var accepted = await listener.AcceptSocketAsync();
        Assert.Equal([0], KernelQueues.Unread(port));

        await client.GetStream().WriteAsync(new byte[12_345]);

        await Eventually.TrueAsync(() => accepted.Available == 12_345, () => "it does not come");
        Assert.Equal([12_345], KernelQueues.Unread(port));
    }
}
