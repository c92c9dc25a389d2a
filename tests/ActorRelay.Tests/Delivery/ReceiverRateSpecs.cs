using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary><c>max-rate</c>, on a clock that the test moves.</summary>
public sealed class ReceiverRateSpecs : TestKit
{
    private readonly ScriptedNetwork _network = new();

    public ReceiverRateSpecs()
        : base(TestConfig.VirtualTime)
    {
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_send_no_more_than_it_may_over_all_connections_and_batches()
    {
        var pool = new BlockPool(64);
        using var first = new NumberedBatch(pool);
        using var second = new NumberedBatch(pool);
        var block = first.Next();
        var size = block.Length;
        var settings = DeliverySettings.Receiver(2, new ReceiverAddress("siem.example", 514)) with
        {
            MaxRate = new MaxRate(0, size),
            StallTimeout = TimeSpan.FromHours(1),
        };
        var receiver = Sys.ActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default)));
        var sockets = new[] { (await _network.Next()).Connect().Open(), (await _network.Next()).Connect().Open() };
        receiver.Tell(new ReceiverProtocol.Attach(first.Id, CreateTestProbe()));
        receiver.Tell(new ReceiverProtocol.Attach(second.Id, CreateTestProbe(), IsBacklog: true));
        receiver.Tell(new ReceiverProtocol.Deliver(first.Id, block));
        for (var i = 1; i < 4; i++)
        {
            receiver.Tell(new ReceiverProtocol.Deliver(first.Id, first.Next()));
        }

        for (var i = 0; i < 4; i++)
        {
            receiver.Tell(new ReceiverProtocol.Deliver(second.Id, second.Next()));
        }

        // A tenth of a second's worth is overdrawn by the first block; each one after it has a second to wait.
        for (var sent = 1; sent <= 8; sent++)
        {
            AwaitAssert(() => Assert.InRange(sockets.Sum(socket => socket.Taken), (sent - 0.2) * size, (sent + 0.2) * size));

            // It has set the timer for the next block by the time it answers.
            await receiver.Ask(ReceiversProtocol.GetReport.Instance, TimeSpan.FromSeconds(20));
            Scheduler.Advance(TimeSpan.FromSeconds(1));
        }

        AwaitAssert(() => Assert.Equal(0, pool.Outstanding));
    }
}
