using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>A Receiver that has connections and confirms nothing, on a clock that the test moves.</summary>
public sealed class HungReceiverSpecs : TestKit
{
    private const int Line = 100;

    private readonly ScriptedNetwork _network = new() { KeepsAcknowledgements = true };
    private readonly BlockPool _pool = new(64);
    private readonly NumberedBatch _batch;

    /// <summary>The parent, who hears whether the Receiver can be reached.</summary>
    private readonly TestProbe _parent;

    private IActorRef _receiver = ActorRefs.Nobody;

    public HungReceiverSpecs()
        : base(TestConfig.VirtualTime)
    {
        _batch = new NumberedBatch(_pool, Line, promised: 40);
        _parent = CreateTestProbe();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_be_hung_once_nothing_was_confirmed_for_hung_after_though_bytes_wait()
    {
        var socket = await StartAsync();
        var stage = Deliver(lines: 10);
        AwaitAssert(() => Assert.Equal(1000, socket.Taken));
        Pass(9);
        ExpectState("up");
        Assert.InRange(Report().StalledSeconds, 8.9, 9.1);
        Pass(2);
        ExpectState("hung");
        Assert.True(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);
        Assert.Equal("siem", stage.FishForMessage<ReceiverProtocol.Down>(_ => true).Receiver);
        Attach().ExpectMsg<ReceiverProtocol.Down>();
        Pass(20);
        Assert.InRange(Report().StalledSeconds, 30, 32);
    }

    [Fact]
    public async Task Should_still_be_hung_when_it_is_resumed_until_it_confirms()
    {
        var socket = await StartAsync();
        Deliver(lines: 10);
        AwaitAssert(() => Assert.Equal(1000, socket.Taken));
        Pass(11);
        ExpectState("hung");
        Assert.True(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);
        _receiver.Tell(ReceiverProtocol.Rest.Instance);
        ExpectState("drained");
        Assert.True(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);

        _receiver.Tell(ReceiverProtocol.Resume.Instance);
        ExpectState("hung");
        Attach().ExpectMsg<ReceiverProtocol.Down>();

        socket.Acknowledged = 1000;
        ExpectState("up");
        Assert.False(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);
    }

    [Fact]
    public async Task Should_not_be_hung_while_nothing_waits_or_something_is_confirmed_now_and_then()
    {
        var socket = await StartAsync();
        Pass(60);
        ExpectState("up");
        Deliver(lines: 10, blocks: 3);
        AwaitAssert(() => Assert.Equal(3000, socket.Taken));
        for (var acknowledged = 1000; acknowledged <= 3000; acknowledged += 1000)
        {
            Pass(8);
            socket.Acknowledged = acknowledged;
            AwaitAssert(() => Assert.Equal(acknowledged / Line, Report().Confirmed));
        }

        Pass(60);
        ExpectState("up");
        Assert.Equal(0, Report().StalledSeconds);
        _parent.ExpectNoMsg(TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Should_not_take_for_progress_what_new_connections_take_in_unread()
    {
        var socket = await StartAsync(replay: 500);
        Deliver(lines: 4, blocks: 2);
        AwaitAssert(() => Assert.Equal(800, socket.Taken));
        socket.Acknowledged = 400;
        AwaitAssert(() => Assert.Equal(4, Report().Confirmed));
        for (var second = 0; second < 9; second += 3)
        {
            socket.Fail();
            AwaitAssert(() => Assert.Equal("backoff", Report().Links[0].State));
            Pass(1);
            socket = (await _network.Next()).Connect().Open();
            AwaitAssert(() => Assert.True(socket.Taken > 0));
            socket.Acknowledged = 300;
            Pass(2);
        }

        Pass(3);
        ExpectState("hung");
        Assert.True(Report().StalledSeconds >= 10);
    }

    [Fact]
    public async Task Should_be_up_again_when_all_that_waits_is_confirmed()
    {
        var socket = await StartAsync();
        Deliver(lines: 10);
        Pass(12);
        ExpectState("hung");
        Assert.True(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);
        socket.Acknowledged = 1000;
        ExpectState("up");
        Assert.False(_parent.ExpectMsg<ReceiversProtocol.Reachable>().IsDown);
        Assert.Equal(0, Report().StalledSeconds);
        Attach().ExpectNoMsg(TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Should_be_up_again_when_one_connection_has_acknowledged_more_than_replay()
    {
        var socket = await StartAsync(replay: 500);
        Deliver(lines: 3, blocks: 2);
        AwaitAssert(() => Assert.Equal(600, socket.Taken));
        socket.Acknowledged = 600;
        AwaitAssert(() => Assert.Equal(6, Report().Confirmed));
        Deliver(lines: 3, blocks: 4);
        AwaitAssert(() => Assert.Equal(1800, socket.Taken));
        Pass(12);
        ExpectState("hung");
        socket.Acknowledged = 900;
        AwaitAssert(() => Assert.Equal(9, Report().Confirmed));
        ExpectState("hung");
        socket.Acknowledged = 1200;
        ExpectState("up");
    }

    [Fact]
    public async Task Should_stay_hung_while_connections_come_and_go()
    {
        var socket = await StartAsync(replay: 500);
        Deliver(lines: 4, blocks: 2);
        AwaitAssert(() => Assert.Equal(800, socket.Taken));
        socket.Acknowledged = 400;
        Pass(12);
        ExpectState("hung");
        socket.Fail();
        AwaitAssert(() => Assert.Equal("backoff", Report().Links[0].State));
        ExpectState("hung");
        Pass(1);
        socket = (await _network.Next()).Connect().Open();
        AwaitAssert(() => Assert.Equal(1, Report().Connections));
        ExpectState("hung");

        // What was confirmed and may not have been read is all that waits: the batch went to the spool.
        AwaitAssert(() => Assert.Equal(400, socket.Taken));
        socket.Acknowledged = 400;
        ExpectState("up");
    }

    [Fact]
    public async Task Should_make_a_connection_anew_whose_acknowledged_blocks_are_not_confirmed()
    {
        var socket = await StartAsync(open: 0);
        var connection = await Sys.ActorSelection(_receiver.Path / "connection-1").ResolveOne(TimeSpan.FromSeconds(10));
        var watcher = CreateTestProbe();
        watcher.Watch(connection);
        Deliver(lines: 10);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));

        // Acknowledged and never written: this is what a fault of the relay would look like.
        _receiver.Tell(new ConnectionProtocol.Progress(0, 1000), connection);
        Pass(4);
        Assert.Equal(1, Report().Connections);
        Pass(2);
        watcher.ExpectTerminated(connection);
    }

    protected override void AfterAll()
    {
        Watch(_receiver);
        Sys.Stop(_receiver);
        FishForMessage<Terminated>(terminated => terminated.ActorRef.Equals(_receiver));
        base.AfterAll();
        _batch.Dispose();
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private async Task<ScriptedSocket> StartAsync(long replay = 0, long open = long.MaxValue / 4)
    {
        var settings = DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514)) with
        {
            Replay = replay,
            HungAfter = TimeSpan.FromSeconds(10),
            StallTimeout = TimeSpan.FromHours(1),
            DownAfter = TimeSpan.FromHours(1),
            BackoffMin = TimeSpan.FromMilliseconds(100),
            BackoffMax = TimeSpan.FromMilliseconds(100),
        };
        _receiver = _parent.ChildActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default)));
        var socket = (await _network.Next()).Connect().Open(open);
        ExpectState("up");
        return socket;
    }

    private TestProbe Deliver(int lines, int blocks = 1)
    {
        var stage = CreateTestProbe();
        _receiver.Tell(new ReceiverProtocol.Attach(_batch.Id, stage));
        for (var i = 0; i < blocks; i++)
        {
            _receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next(lines)));
        }

        return stage;
    }

    private TestProbe Attach()
    {
        var stage = CreateTestProbe();
        _receiver.Tell(new ReceiverProtocol.Attach(BatchId.Next(DateTimeOffset.UnixEpoch), stage));
        return stage;
    }

    /// <summary>Second by second, as a clock does; what each makes happen has happened when this returns.</summary>
    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Report();
            Scheduler.Advance(TimeSpan.FromSeconds(1));
        }

        Report();
    }

    private void ExpectState(string state) => AwaitAssert(() => Assert.Equal(state, Report().State));

    private ReceiversProtocol.ReceiverReport Report()
    {
        _receiver.Tell(ReceiversProtocol.GetReport.Instance, TestActor);
        return FishForMessage<ReceiversProtocol.ReceiverReport>(_ => true);
    }
}
