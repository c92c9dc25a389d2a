using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>One Receiver over sockets that do what the test says.</summary>
public sealed class ReceiverActorSpecs : TestKit
{
    private static readonly ReceiverAddress Here = new("siem.example", 514);

    private readonly BlockPool _pool = new(64);
    private readonly ScriptedNetwork _network = new();
    private readonly List<NumberedBatch> _batches = [];

    public ReceiverActorSpecs()
        : base(TestConfig.Patient)
    {
    }

    [Fact]
    public async Task Should_confirm_each_block_when_it_is_acknowledged_and_return_it()
    {
        var receiver = Start(connections: 1);
        (await _network.Next()).Connect().Open();
        var (batch, stage) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(10), batch.Next(20));
        var moves = new List<ReceiverProtocol.Moved>();
        stage.FishForMessage<ReceiverProtocol.Moved>(moved =>
        {
            moves.Add(moved);
            return moved.Record == 30;
        });
        Assert.Equal((2, 30), (moves.Sum(moved => moved.Demand), moves.Sum(moved => moved.Lines)));
        Assert.Equal(0, _pool.Outstanding);
        _network.Arrivals.ShouldHaveAllOnce(batch);
        Assert.Equal((30, 0), Counts(await Report(receiver)));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_send_what_an_ended_connection_left_to_one_other_before_anything_newer()
    {
        var receiver = Start(connections: 3);
        var first = await ConnectNext();
        await Live(receiver, 1);
        var (batch, stage) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next(), batch.Next(), batch.Next());
        AwaitAssert(() => Assert.True(first.HasPendingSend));
        var others = new[] { (await ConnectNext()).Open(), (await ConnectNext()).Open() };
        await Live(receiver, 3);
        first.Open(15_050);
        AwaitAssert(() => Assert.Equal(15_050, first.Taken));
        first.Fail();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));

        Assert.Equal([0, 25_000], others.Select(other => other.Taken).Order());
        _network.Arrivals.ShouldHaveAllOnce(batch);
        Assert.Equal((400, 50), Counts(await Report(receiver)));
        stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Resent == 50);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_keep_what_was_left_for_the_first_connection_that_comes_up()
    {
        var receiver = Start(connections: 2);
        var (first, second) = (await ConnectNext(), await ConnectNext());
        await Live(receiver, 2);
        var (one, _) = Attach(receiver);
        var (two, _) = Attach(receiver);
        Deliver(receiver, one, one.Next(), one.Next(), one.Next());
        Deliver(receiver, two, two.Next(), two.Next(), two.Next());
        AwaitAssert(() => Assert.True(first.HasPendingSend && second.HasPendingSend));
        first.Fail();
        second.Fail();
        AwaitAssert(() => Assert.True(first.IsDisposed && second.IsDisposed));

        // Whichever comes up takes all; the other, which comes up later, nothing.
        var (a, b) = (await _network.Next(), await _network.Next());
        b.Connect().Open();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        a.Connect().Open();
        await Live(receiver, 2);
        Assert.Equal(0, a.Taken);
        _network.Arrivals.ShouldHaveAllOnce(one);
        _network.Arrivals.ShouldHaveAllOnce(two);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_lose_nothing_when_a_connection_crashes()
    {
        var crashes = 0;
        var receiver = Sys.ActorOf(ReceiverActor.Props(
            DeliverySettings.Receiver(1, Here),
            (address, settings) => crashes++ == 0
                ? new CrashingSocket(_network.Arrivals.Open())
                : _network.Make(address, settings), new OutgoingLines(0, default)));
        var (batch, _) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next(), batch.Next());
        (await _network.Next()).Connect().Open();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        _network.Arrivals.ShouldHaveAllInOrder(batch);
        var report = await Report(receiver);
        Assert.Equal("connection-1", Assert.Single(report.Links).Name);
        Assert.Contains("unexpectedly", report.Links[0].LastError);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_give_a_batch_to_the_connection_with_the_fewest_outstanding_bytes_and_keep_it_there()
    {
        var receiver = Start(connections: 3);
        var sockets = new[] { await ConnectNext(), await ConnectNext(), await ConnectNext() };
        await Live(receiver, 3);
        var (large, _) = Attach(receiver);
        var (middle, _) = Attach(receiver);
        var (small, _) = Attach(receiver);
        var (last, _) = Attach(receiver);
        Deliver(receiver, large, large.Next(300));
        Deliver(receiver, middle, middle.Next(200));
        Deliver(receiver, small, small.Next(100));
        Deliver(receiver, last, last.Next(10), last.Next(1000), last.Next(10));
        AwaitAssert(() => Assert.All(sockets, socket => Assert.True(socket.HasPendingSend)));
        foreach (var socket in sockets)
        {
            socket.Open();
        }

        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        Assert.Equal([20_000, 30_000, 112_000], sockets.Select(socket => socket.Taken).Order());
        Assert.Equal(Enumerable.Range(0, 1020), _network.Arrivals.Of(last));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_not_let_a_small_batch_wait_for_all_of_a_large_one()
    {
        var receiver = Start(connections: 1);
        var socket = await ConnectNext();
        await Live(receiver, 1);
        var (large, _) = Attach(receiver);
        var (small, _) = Attach(receiver);
        Deliver(receiver, large, large.NextFull(), large.NextFull(), large.NextFull(), large.NextFull());
        Deliver(receiver, small, small.Next(10));
        await Report(receiver);
        socket.Open();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));

        // Two blocks were on their way, and one more had its turn before.
        Assert.InRange(_network.Arrivals.Order.ToList().IndexOf(small.Id.Value), 0, 3 * Block.Size / 100);
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_ask_for_no_more_while_nothing_is_written()
    {
        var receiver = Start(connections: 1);
        var socket = await ConnectNext();
        await Live(receiver, 1);
        var (batch, stage) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next(), batch.Next(), batch.Next());
        stage.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(40_000, (await Report(receiver)).OutstandingBytes);
        socket.Open(20_000);
        var demand = 0;
        stage.FishForMessage<ReceiverProtocol.Moved>(moved =>
        {
            demand += moved.Demand;
            return moved.Record == 200;
        });
        Assert.Equal(2, demand);
        stage.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        socket.Open();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_drop_what_a_batch_left_that_was_not_begun_and_finish_the_rest()
    {
        var receiver = Start(connections: 1);
        var socket = await ConnectNext();
        await Live(receiver, 1);
        var (batch, stage) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next(), batch.Next(), batch.Next());
        socket.Open(50);
        AwaitAssert(() => Assert.Equal(50, socket.Taken));
        receiver.Tell(new ReceiverProtocol.Detach(batch.Id));
        AwaitAssert(() => Assert.Equal(ReceiverLinks.Window, _pool.Outstanding));
        socket.Open();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        Assert.Equal(Enumerable.Range(0, 200), _network.Arrivals.Of(batch));
        stage.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_not_send_again_what_nobody_waits_for()
    {
        var receiver = Start(connections: 2);
        var first = await ConnectNext();
        await Live(receiver, 1);
        var (batch, _) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next(), batch.Next());
        AwaitAssert(() => Assert.True(first.HasPendingSend));
        var second = (await ConnectNext()).Open();
        await Live(receiver, 2);
        first.Open(50);
        receiver.Tell(new ReceiverProtocol.Detach(batch.Id));
        first.Fail();
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        Assert.Equal(0, second.Taken);
        Assert.Equal((0, 0), Counts(await Report(receiver)));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_return_a_block_that_came_for_no_batch()
    {
        var receiver = Start(connections: 1);
        var batch = NewBatch();
        Deliver(receiver, batch, batch.Next());
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        await Stop(receiver);
    }

    [Fact]
    public async Task Should_return_everything_when_it_stops()
    {
        var receiver = Start(connections: 2);
        var first = (await ConnectNext()).Open(50);
        await Live(receiver, 1);
        var (one, _) = Attach(receiver);
        var (two, _) = Attach(receiver);
        Deliver(receiver, one, one.Next(), one.Next(), one.Next(), one.Next());
        Deliver(receiver, two, two.Next(), two.Next());
        AwaitAssert(() => Assert.Equal(50, first.Taken));
        Assert.Equal(6, _pool.Outstanding);

        // By its answer it has all of them; what came after its end would be the dead letters' to return.
        await Report(receiver);
        await Stop(receiver);
        Assert.True(first.IsDisposed);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Should_finish_what_its_connections_have_when_drained_and_then_tell_batches_that_are_left()
    {
        var receiver = Start(connections: 2);
        Watch(receiver);
        var (first, second) = (await ConnectNext(), await _network.Next());
        await Live(receiver, 1);
        var (batch, stage) = Attach(receiver);
        Deliver(receiver, batch, batch.Next(), batch.Next());
        AwaitAssert(() => Assert.True(first.HasPendingSend));
        receiver.Tell(ReceiversProtocol.Drain.Instance);
        var (late, lateStage) = Attach(receiver);
        lateStage.ExpectMsg<ReceiverProtocol.Down>();

        // What was taken of it is confirmed before it is told to leave, so that nothing of that comes once more.
        first.Open();
        stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Lines > 0);
        stage.FishForMessage<ReceiverProtocol.Down>(_ => true);
        AwaitAssert(() => Assert.True(first.IsHalfClosed));
        first.CloseByPeer();
        ExpectTerminated(receiver);
        Assert.True(second.IsDisposed);
        _network.Arrivals.ShouldHaveAllOnce(batch);
        Assert.Equal(0, late.Made);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batches.ForEach(batch => batch.Dispose());
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private static (int Confirmed, int Resent) Counts(ReceiversProtocol.ReceiverReport report) =>
        ((int)report.Confirmed, (int)report.Resent);

    private static void Deliver(IActorRef receiver, NumberedBatch batch, params Block[] blocks)
    {
        foreach (var block in blocks)
        {
            receiver.Tell(new ReceiverProtocol.Deliver(batch.Id, block));
        }
    }

    private static Task<ReceiversProtocol.ReceiverReport> Report(IActorRef receiver) =>
        receiver.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, TimeSpan.FromSeconds(20));

    private IActorRef Start(int connections) =>
        Sys.ActorOf(ReceiverActor.Props(DeliverySettings.Receiver(connections, Here), _network.Make, new OutgoingLines(0, default)));

    private async Task<ScriptedSocket> ConnectNext() => (await _network.Next()).Connect();

    private Task Live(IActorRef receiver, int connections) =>
        AwaitAssertAsync(async () => Assert.Equal(connections, (await Report(receiver)).Connections));

    private NumberedBatch NewBatch()
    {
        var batch = new NumberedBatch(_pool, promised: 4);
        _batches.Add(batch);
        return batch;
    }

    private (NumberedBatch Batch, TestProbe Stage) Attach(IActorRef receiver)
    {
        var (batch, stage) = (NewBatch(), CreateTestProbe());
        receiver.Tell(new ReceiverProtocol.Attach(batch.Id, stage));
        return (batch, stage);
    }

    private async Task Stop(IActorRef receiver)
    {
        Watch(receiver);
        Sys.Stop(receiver);
        await ExpectTerminatedAsync(receiver);
    }
}
