using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// What is acknowledged is confirmed though all memory for what may have to be sent again is on its way: nothing waits for
/// memory that is held by what waits for it.
/// </summary>
public sealed class ReplayMemorySpecs : TestKit
{
    private const int Replay = 1 << 20;

    /// <summary>Full ones that it takes to fill what one connection keeps.</summary>
    private const int BlocksOfReplay = 5;

    private readonly BlockPool _pool = new(128);
    private readonly ScriptedNetwork _network = new() { KeepsAcknowledgements = true };
    private readonly List<NumberedBatch> _batches = [];
    private readonly IActorRef _receiver;

    public ReplayMemorySpecs()
        : base(TestConfig.Patient)
    {
        var settings = DeliverySettings.Receiver(2, new ReceiverAddress("siem.example", 514)) with { Replay = Replay };
        _receiver = Sys.ActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default)));
    }

    [Fact]
    public async Task Should_confirm_what_stands_before_the_blocks_that_hold_all_memory_for_it()
    {
        var slow = await ConnectNext();
        var first = Deliver(blocks: 1);
        AwaitAssert(() => Assert.True(slow.Taken > 0));

        // A connection beside it breaks again and again, and what it leaves is sent through the slow one.
        for (var i = 0; i < 4; i++)
        {
            var before = slow.Taken;
            var quick = await ConnectNext();
            AwaitAssert(() => Assert.Equal(2, Report().Connections));
            var stage = Deliver(BlocksOfReplay);
            AcknowledgeAsItComes(quick, BlocksOfReplay);
            ExpectConfirmed(stage, BlocksOfReplay);
            quick.Fail();
            AwaitAssert(() => Assert.True(slow.Taken > before));
        }

        slow.Acknowledged = slow.Taken;
        ExpectConfirmed(first, 1);
        AwaitAssert(() =>
        {
            // It may not have taken all of what the last one left when it was looked at before.
            slow.Acknowledged = slow.Taken;
            Assert.Equal((0, 0L), (_pool.Outstanding, Report().OutstandingBytes));
        });
        Watch(_receiver);
        Sys.Stop(_receiver);
        await ExpectTerminatedAsync(_receiver);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batches.ForEach(batch => batch.Dispose());
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private async Task<ScriptedSocket> ConnectNext() => (await _network.Next()).Connect().Open();

    private TestProbe Deliver(int blocks)
    {
        var stage = CreateTestProbe();
        var batch = new NumberedBatch(_pool, promised: blocks);
        _batches.Add(batch);
        _receiver.Tell(new ReceiverProtocol.Attach(batch.Id, stage));
        for (var i = 0; i < blocks; i++)
        {
            _receiver.Tell(new ReceiverProtocol.Deliver(batch.Id, batch.NextFull()));
        }

        return stage;
    }

    private void AcknowledgeAsItComes(ScriptedSocket socket, int blocks)
    {
        AwaitAssert(() => Assert.True(socket.Taken >= blocks * (Block.Size / 100 * 100L)));
        socket.Acknowledged = socket.Taken;
    }

    private static void ExpectConfirmed(TestProbe stage, int blocks) => stage.FishForMessage<ReceiverProtocol.Moved>(
        moved => moved.Record == blocks * (Block.Size / 100), TimeSpan.FromSeconds(20));

    private ReceiversProtocol.ReceiverReport Report()
    {
        _receiver.Tell(ReceiversProtocol.GetReport.Instance, TestActor);
        return ExpectMsg<ReceiversProtocol.ReceiverReport>();
    }
}
