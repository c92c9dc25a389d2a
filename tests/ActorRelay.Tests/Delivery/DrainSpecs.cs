using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// A Receiver is drained with all of a batch confirmed, and may not have read it: whatever comes in between, it is sent
/// again before the relay stops.
/// </summary>
public sealed class DrainSpecs : TestKit
{
    private static readonly IEnumerable<int> All = Enumerable.Range(0, 6);

    private readonly BlockPool _pool = new(64);
    private readonly ScriptedNetwork _network = new() { KeepsAcknowledgements = true };
    private readonly NumberedBatch _batch;
    private IActorRef _receiver = ActorRefs.Nobody;

    public DrainSpecs()
        : base(TestConfig.Patient) => _batch = new NumberedBatch(_pool, promised: 8);

    [Fact]
    public async Task Should_send_again_when_the_reset_comes_while_it_closes()
    {
        var socket = await Confirmed(connections: 1);
        socket.OnHalfClose = socket.Fail;
        Drain();
        await Finish(await _network.Next(), bytes: 600);
        Assert.Equal(All.Concat(All), _network.Arrivals.Of(_batch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_send_again_whichever_comes_first_the_drain_or_the_end(bool drainFirst)
    {
        var socket = await Confirmed(connections: 1);
        await FailBesideDrain(socket, drainFirst);
        await Finish(await _network.Next(), bytes: 600);
        Assert.Equal(All.Concat(All), _network.Arrivals.Of(_batch));
    }

    [Fact]
    public async Task Should_send_again_through_another_connection_that_is_up_before_it_closes_that()
    {
        var socket = await Confirmed(connections: 2);
        var other = ClosesInTurn(await _network.Next());
        await Live(2);
        await FailBesideDrain(socket, drainFirst: false);
        await Finish(other, bytes: 600);
        Assert.Equal(All.Concat(All), _network.Arrivals.Of(_batch));
    }

    [Fact]
    public async Task Should_send_again_through_one_more_when_the_other_connection_closes_already()
    {
        var socket = await Confirmed(connections: 2);
        var other = ClosesInTurn(await _network.Next());
        await Live(2);
        await FailBesideDrain(socket, drainFirst: true);
        await Finish(await _network.Next(), bytes: 600);
        Assert.Equal(0, other.Taken);
        Assert.Equal(All.Concat(All), _network.Arrivals.Of(_batch));
    }

    [Fact]
    public async Task Should_send_again_what_waits_for_a_connection_that_pauses()
    {
        var socket = await Confirmed(connections: 1, pause: TimeSpan.FromSeconds(2));
        socket.Fail();
        await AwaitAssertAsync(async () => Assert.Equal("backoff", (await Report()).Links[0].State));
        Drain();
        await Finish(await _network.Next(), bytes: 600);
        Assert.Equal(All.Concat(All), _network.Arrivals.Of(_batch));
    }

    [Fact]
    public async Task Should_send_again_when_the_connection_for_that_is_reset_too()
    {
        var socket = await Confirmed(connections: 1);
        socket.OnHalfClose = socket.Fail;
        Drain();
        var again = await _network.Next();
        again.Acknowledged = 300;
        again.OnHalfClose = again.Fail;
        again.Connect().Open();
        await Finish(await _network.Next(), bytes: 600);
        Assert.Equal(All.Concat(All).Concat(All), _network.Arrivals.Of(_batch));
    }

    [Fact]
    public async Task Should_send_again_the_rest_when_the_Receiver_closes_the_connection_for_that_early()
    {
        var socket = await Confirmed(connections: 1);
        socket.OnHalfClose = socket.Fail;
        Drain();
        var again = await _network.Next();
        again.Acknowledged = 450;
        again.OnHalfClose = again.CloseByPeer;
        again.Connect().Open();
        await Finish(await _network.Next(), bytes: 200);
        Assert.Equal(All.Concat(All).Concat([4, 5]), _network.Arrivals.Of(_batch));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batch.Dispose();
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    /// <summary>The first connection, through which two blocks of three lines of 100 bytes are confirmed.</summary>
    private async Task<ScriptedSocket> Confirmed(int connections, TimeSpan? pause = null)
    {
        var settings = DeliverySettings.Receiver(connections, new ReceiverAddress("siem.example", 514)) with { Replay = 1000 };
        settings = settings with { BackoffMin = pause ?? settings.BackoffMin, BackoffMax = pause ?? settings.BackoffMax };
        _receiver = Watch(Sys.ActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default))));
        var socket = (await _network.Next()).Connect().Open();
        await Live(1);
        var stage = CreateTestProbe();
        _receiver.Tell(new ReceiverProtocol.Attach(_batch.Id, stage));
        _receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next(3)));
        _receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next(3)));
        AwaitAssert(() => Assert.Equal(600, socket.Taken));
        socket.Acknowledged = 600;
        stage.FishForMessage<ReceiverProtocol.Moved>(moved => moved.Record == 6);
        return socket;
    }

    /// <summary>The Receiver finds the end of this connection and the drain in its mailbox, in one order or the other.</summary>
    private async Task FailBesideDrain(ScriptedSocket socket, bool drainFirst)
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        _receiver.Tell(ReceiversProtocol.GetReport.Instance, Sys.ActorOf(
            Props.Create(() => new Holding(entered, gate)).WithDispatcher(CallingThreadDispatcher.Id)));
        await entered.Task;
        if (drainFirst)
        {
            Drain();
        }

        socket.Fail();

        // It tries again only after it has told of its end.
        await _network.Next();
        if (!drainFirst)
        {
            Drain();
        }

        gate.Set();
    }

    /// <summary>The last connection gets so many bytes and closes in good order, and with it the Receiver is drained.</summary>
    private async Task Finish(ScriptedSocket last, long bytes)
    {
        ClosesInTurn(last);
        await ExpectTerminatedAsync(_receiver);
        Assert.Equal((bytes, true), (last.Taken, last.IsHalfClosed));
        Assert.Empty(_network.Arrivals.Unknown);
        Assert.Equal(0, _network.Waiting);
    }

    /// <summary>It comes up, reads everything, and closes when no more comes.</summary>
    private static ScriptedSocket ClosesInTurn(ScriptedSocket socket)
    {
        socket.Acknowledged = null;
        socket.OnHalfClose = socket.CloseByPeer;
        return socket.Connect().Open();
    }

    private void Drain() => _receiver.Tell(ReceiversProtocol.Drain.Instance);

    private Task Live(int connections) =>
        AwaitAssertAsync(async () => Assert.Equal(connections, (await Report()).Connections));

    private Task<ReceiversProtocol.ReceiverReport> Report() =>
        _receiver.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, TimeSpan.FromSeconds(20));

    /// <summary>Keeps whoever tells it something until the gate opens, for it runs on the teller's thread.</summary>
    private sealed class Holding : ReceiveActor
    {
        public Holding(TaskCompletionSource entered, ManualResetEventSlim gate) => ReceiveAny(_ =>
        {
            entered.TrySetResult();
            gate.Wait();
        });
    }
}
