using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>What is sent again when a connection ends, by how it ends and by what was acknowledged.</summary>
public sealed class ReplaySpecs : TestKit
{
    private readonly BlockPool _pool = new(64);
    private readonly ScriptedNetwork _network = new() { KeepsAcknowledgements = true };
    private readonly NumberedBatch _batch;
    private readonly TestProbe _stage;
    private IActorRef _receiver = ActorRefs.Nobody;

    public ReplaySpecs()
        : base(TestConfig.Patient)
    {
        _batch = new NumberedBatch(_pool, promised: 8);
        _stage = CreateTestProbe();
    }

    [Fact]
    public async Task Should_confirm_a_block_only_when_its_last_byte_is_acknowledged()
    {
        var receiver = Start(replay: 0);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        ExpectMoved(demand: 2, record: 0);
        socket.Acknowledged = 299;
        _stage.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, _pool.Outstanding);
        socket.Acknowledged = 599;
        ExpectMoved(demand: 0, record: 3);
        Assert.Equal(1, _pool.Outstanding);
        socket.Acknowledged = 600;
        ExpectMoved(demand: 0, record: 6);
        Assert.Equal(0, _pool.Outstanding);
        await Stop(receiver);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(450, 4)]
    [InlineData(599, 5)]
    public async Task Should_send_again_only_what_is_beyond_the_acknowledged_when_the_Receiver_closed(int acknowledged, int first)
    {
        var receiver = Start(replay: 1000);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        ExpectMoved(demand: 2, record: 0);
        socket.Acknowledged = acknowledged;
        socket.CloseByPeer();
        socket.IsOver = true;
        await ExpectAgain(first, replayed: 0, resent: 6 - first);
        await Stop(receiver);
    }

    [Theory]
    [InlineData(1000, 600, 0)]
    [InlineData(1000, 450, 0)]
    [InlineData(250, 600, 3)]
    [InlineData(300, 600, 3)]
    [InlineData(301, 600, 2)]
    [InlineData(100, 450, 3)]
    [InlineData(1, 600, 5)]
    [InlineData(0, 450, 4)]
    public async Task Should_send_again_the_last_bytes_before_it_too_when_the_connection_broke(
        int replay, int acknowledged, int first)
    {
        var receiver = Start(replay);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        ExpectMoved(demand: 2, record: 0);
        socket.Acknowledged = acknowledged;
        if (acknowledged >= 300)
        {
            _stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Record == acknowledged / 300 * 3);
        }

        socket.Fail();
        await ExpectAgain(first, replayed: Math.Max(0, acknowledged / 300 * 3 - first), resent: 6 - first);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_send_again_what_nobody_waits_for_any_more()
    {
        var receiver = Start(replay: 1000);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        socket.Acknowledged = 600;
        _stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Record == 6);
        receiver.Tell(new ReceiverProtocol.Detach(_batch.Id));
        socket.Fail();
        await ExpectAgain(0, replayed: 6, resent: 6);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_send_it_again_before_it_stops_when_it_is_drained()
    {
        var receiver = Start(replay: 1000);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        socket.Acknowledged = 600;
        _stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Record == 6);
        socket.Fail();
        await _network.Next();
        Watch(receiver);
        receiver.Tell(ReceiversProtocol.Drain.Instance);

        var last = await ConnectNext();
        AwaitAssert(() => Assert.Equal((600, true), (last.Taken, last.IsHalfClosed)));
        last.Acknowledged = 600;
        last.CloseByPeer();
        await ExpectTerminatedAsync(receiver);
        Assert.Empty(_network.Arrivals.Unknown);
    }

    [Fact]
    public async Task Should_halve_what_makes_no_progress_and_say_so()
    {
        var receiver = Start(replay: 600);
        var socket = await ConnectNext();
        Deliver(receiver, 3, 3);
        AwaitAssert(() => Assert.Equal(600, socket.Taken));

        // The replay after an end without progress is a whole one yet; the next one is halved. A line is sent whole.
        foreach (var (again, halved) in new[] { (6, 0), (6, 1), (3, 1), (3, 2), (2, 2), (2, 3), (1, 3), (1, 4) })
        {
            socket.Acknowledged = socket.Taken;
            await AwaitAssertAsync(async () => Assert.Equal(0, (await Report(receiver)).OutstandingBytes));
            socket.Fail();
            socket = await ConnectNext();
            AwaitAssert(() => Assert.Equal(100 * again, socket.Taken));
            Assert.Equal(halved, (await Report(receiver)).Halved);
        }

        Assert.Empty(_network.Arrivals.Unknown);
        await Stop(receiver);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batch.Dispose();
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private static Task<ReceiversProtocol.ReceiverReport> Report(IActorRef receiver) =>
        receiver.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, TimeSpan.FromSeconds(20));

    private IActorRef Start(int replay, int connections = 1)
    {
        var settings = DeliverySettings.Receiver(connections, new ReceiverAddress("siem.example", 514)) with { Replay = replay };
        return _receiver = Sys.ActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default)));
    }

    private async Task<ScriptedSocket> ConnectNext() => (await _network.Next()).Connect().Open();

    /// <summary>Blocks of so many lines of 100 bytes.</summary>
    private void Deliver(IActorRef receiver, params int[] lines)
    {
        receiver.Tell(new ReceiverProtocol.Attach(_batch.Id, _stage));
        foreach (var count in lines)
        {
            receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next(count)));
        }
    }

    private void ExpectMoved(int demand, long record)
    {
        var total = 0;
        _stage.FishForMessage<ReceiverProtocol.Moved>(moved =>
        {
            total += moved.Demand;
            return moved.Record == record && total >= demand;
        });
    }

    /// <summary>All six lines have come once, and those from this one again, whole, over the next connection.</summary>
    private async Task ExpectAgain(int first, long replayed, long resent)
    {
        var next = await ConnectNext();
        AwaitAssert(() => Assert.Equal(100 * (6 - first), next.Taken));
        Assert.Equal(Enumerable.Range(0, 6).Concat(Enumerable.Range(first, 6 - first)), _network.Arrivals.Of(_batch));
        Assert.Empty(_network.Arrivals.Unknown);
        var report = await Report(_receiver);
        Assert.Equal((replayed, resent), (report.Replayed, report.Resent));
        next.Acknowledged = next.Taken;
        await AwaitAssertAsync(async () => Assert.Equal(6, (await Report(_receiver)).Confirmed));
    }

    private async Task Stop(IActorRef receiver)
    {
        Watch(receiver);
        Sys.Stop(receiver);
        await ExpectTerminatedAsync(receiver);
    }
}
