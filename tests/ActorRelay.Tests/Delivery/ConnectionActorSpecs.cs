using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

public sealed class ConnectionActorSpecs : TestKit
{
    private readonly BlockPool _pool = new(16);
    private readonly NumberedBatch _batch;
    private readonly TestProbe _receiver;
    private readonly ScriptedNetwork _network = new();

    private readonly ReceiverSettings _settings = DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514)) with
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        StallTimeout = TimeSpan.FromSeconds(60),
        BackoffMin = TimeSpan.FromSeconds(1),
        BackoffMax = TimeSpan.FromSeconds(30),
    };

    public ConnectionActorSpecs()
        : base(TestConfig.VirtualTime)
    {
        _batch = new NumberedBatch(_pool);
        _receiver = CreateTestProbe();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_write_what_it_is_given_in_order_and_say_so()
    {
        var connection = Start(_network);
        (await _network.Next()).Connect().Open();
        ExpectLive(1);
        for (var i = 1; i <= 40; i++)
        {
            Write(connection, 1, i, lines: 1);
        }

        var told = ExpectWritten(40);
        Assert.Equal(4_000, told.Acknowledged);
        _network.Arrivals.ShouldHaveAllOnce(_batch);
    }

    [Fact]
    public async Task Should_go_on_where_a_partial_send_ended()
    {
        var connection = Start(_network);
        var socket = (await _network.Next()).Connect().Open(5);
        ExpectLive(1);
        Write(connection, 1, 1, lines: 3);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        socket.Open(150);
        AwaitAssert(() => Assert.Equal(155, socket.Taken));
        socket.Open(145);
        ExpectWritten(1);
        _network.Arrivals.ShouldHaveAllOnce(_batch);
    }

    [Fact]
    public async Task Should_say_which_block_it_had_begun_when_it_ends()
    {
        var connection = Start(_network);
        var socket = (await _network.Next()).Connect().Open(1000);
        ExpectLive(1);
        Write(connection, 1, 7, lines: 10);
        Write(connection, 1, 8, lines: 10);
        Write(connection, 1, 9, lines: 10);
        ExpectWritten(7);
        socket.Fail();
        Assert.Equal(8, ExpectEnded().Begun);
    }

    [Fact]
    public async Task Should_not_say_that_it_ended_while_a_send_may_still_read_a_block()
    {
        var network = new ScriptedNetwork { KeepsSendOnDispose = true };
        var connection = Start(network);
        var socket = (await network.Next()).Connect();
        ExpectLive(1);
        Write(connection, 1, 1, lines: 1);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        socket.CloseByPeer();
        _receiver.ExpectMsg<ConnectionProtocol.Leaving>();
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        AwaitAssert(() => Assert.True(socket.IsDisposed));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        socket.GiveBackSend();
        Assert.Contains("closed", ExpectEnded().Reason);
    }

    [Fact]
    public async Task Should_notice_a_close_while_idle_and_throw_away_what_is_said()
    {
        Start(_network);
        var socket = (await _network.Next()).Connect();
        ExpectLive(1);
        socket.Say(200);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        socket.CloseByPeer();
        Assert.Equal((0, true), ExpectEnded() is var ended ? (ended.Begun, ended.Orderly) : default);
        AwaitAssert(() => Assert.True(socket.IsDisposed));
    }

    [Fact]
    public async Task Should_wait_longer_after_each_failure_and_start_over_once_a_block_was_written()
    {
        var connection = Start(_network);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            (await _network.Next()).Refuse();
            ExpectPause(seconds);
        }

        var socket = (await _network.Next()).Connect().Open();
        ExpectLive(1);
        Write(connection, 1, 1, lines: 1);
        ExpectWritten(1);
        socket.Fail();
        ExpectPause(1);
    }

    [Fact]
    public async Task Should_not_start_over_for_a_Receiver_that_only_accepts_and_closes()
    {
        Start(_network);
        foreach (var (seconds, session) in new[] { (1, 1), (2, 2), (4, 3) })
        {
            (await _network.Next()).Connect().CloseByPeer();
            ExpectLive(session);
            ExpectPause(seconds);
        }

        var socket = (await _network.Next()).Connect();
        ExpectLive(4);
        Scheduler.Advance(TimeSpan.FromSeconds(31));
        socket.CloseByPeer();
        ExpectPause(1);
    }

    [Fact]
    public async Task Should_give_up_connecting_after_connect_timeout()
    {
        Start(_network);
        var socket = await _network.Next();
        _receiver.ExpectMsg<ConnectionProtocol.Connecting>();
        Scheduler.Advance(TimeSpan.FromSeconds(9));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("no connection within 10 s", _receiver.ExpectMsg<ConnectionProtocol.Ended>().Reason);
        AwaitAssert(() => Assert.True(socket.IsDisposed));
    }

    [Fact]
    public async Task Should_end_when_nothing_moves_for_stall_timeout()
    {
        var connection = Start(_network);
        var socket = (await _network.Next()).Connect().Open(50);
        ExpectLive(1);
        Write(connection, 1, 1, lines: 1);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        _receiver.ExpectMsg<ConnectionProtocol.Progress>();
        for (var i = 0; i < 4; i++)
        {
            _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(10));
            Scheduler.Advance(TimeSpan.FromSeconds(15));
        }

        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(TimeSpan.FromSeconds(15));
        var ended = ExpectEnded();
        Assert.Equal(("no progress for 60 s", false), (ended.Reason, ended.Orderly));
        Assert.True(socket.IsAborted);
    }

    [Fact]
    public async Task Should_not_end_while_the_Receiver_still_acknowledges_something()
    {
        var connection = Start(_network);
        var socket = (await _network.Next()).Connect().Open(50);
        socket.Acknowledged = 0;
        ExpectLive(1);
        Write(connection, 1, 1, lines: 1);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        for (var i = 0; i < 20; i++)
        {
            socket.Acknowledged = i + 1;
            Scheduler.Advance(TimeSpan.FromSeconds(15));
            _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == i + 1);
        }

        socket.Open();
        ExpectWritten(1);
    }

    [Fact]
    public async Task Should_not_take_silence_for_a_stall()
    {
        Start(_network);
        (await _network.Next()).Connect();
        ExpectLive(1);
        for (var i = 0; i < 20; i++)
        {
            Scheduler.Advance(TimeSpan.FromSeconds(15));
        }

        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Should_ignore_what_was_meant_for_a_session_that_is_over()
    {
        var connection = Start(_network);
        (await _network.Next()).Connect().CloseByPeer();
        ExpectLive(1);
        ExpectEnded();
        Write(connection, 1, 1, lines: 1);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        var socket = (await _network.Next()).Connect().Open();
        ExpectLive(2);
        Write(connection, 1, 2, lines: 1);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(0, socket.Taken);
    }

    [Fact]
    public async Task Should_finish_half_close_and_wait_for_the_Receiver_when_drained()
    {
        var connection = Start(_network);
        _receiver.Watch(connection);
        var socket = (await _network.Next()).Connect().Open(10);
        ExpectLive(1);
        Write(connection, 1, 1, lines: 1);
        connection.Tell(ConnectionProtocol.Drain.Instance);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        _receiver.FishForMessage<ConnectionProtocol.Leaving>(_ => true);
        Assert.False(socket.IsHalfClosed);
        socket.Open();
        ExpectWritten(1);
        AwaitAssert(() => Assert.True(socket.IsHalfClosed));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.False(socket.IsDisposed);
        socket.CloseByPeer();
        Assert.True(ExpectEnded().Orderly);
        _receiver.ExpectTerminated(connection);
        Assert.True(socket.IsDisposed);
    }

    [Fact]
    public async Task Should_not_wait_for_long_when_drained()
    {
        var connection = Start(_network);
        _receiver.Watch(connection);
        var socket = (await _network.Next()).Connect();
        ExpectLive(1);
        connection.Tell(ConnectionProtocol.Drain.Instance);
        AwaitAssert(() => Assert.True(socket.IsHalfClosed));
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        ExpectEnded();
        _receiver.ExpectTerminated(connection);
    }

    [Fact]
    public async Task Should_end_at_once_when_drained_without_a_connection()
    {
        var connecting = Start(_network);
        _receiver.Watch(connecting);
        await _network.Next();
        connecting.Tell(ConnectionProtocol.Drain.Instance);
        _receiver.ExpectMsg<ConnectionProtocol.Connecting>();
        _receiver.ExpectTerminated(connecting);

        var backingOff = Start(_network);
        _receiver.Watch(backingOff);
        (await _network.Next()).Refuse();
        _receiver.ExpectMsg<ConnectionProtocol.Connecting>();
        ExpectEnded();
        backingOff.Tell(ConnectionProtocol.Drain.Instance);
        _receiver.ExpectTerminated(backingOff);
    }

    [Fact]
    public async Task Should_close_its_socket_however_it_stops()
    {
        var connection = Start(_network);
        var socket = (await _network.Next()).Connect();
        ExpectLive(1);
        Sys.Stop(connection);
        AwaitAssert(() => Assert.True(socket.IsDisposed));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batch.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    private IActorRef Start(ScriptedNetwork network) =>
        _receiver.ChildActorOf(ConnectionActor.Props(_settings.Addresses[0], _settings, network.Make));

    private void Write(IActorRef connection, int session, long sequence, int lines)
    {
        var block = _batch.Next(lines);
        connection.Tell(new ConnectionProtocol.Write(session, sequence, block.Content.ToArray()));
        block.Return();
    }

    /// <summary>The first word of this block being written; words are saved, so it may come with later ones.</summary>
    private ConnectionProtocol.Progress ExpectWritten(long sequence) =>
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Written >= sequence);

    private ConnectionProtocol.Ended ExpectEnded() => _receiver.FishForMessage<ConnectionProtocol.Ended>(_ => true);

    private void ExpectLive(int session) =>
        _receiver.FishForMessage<ConnectionProtocol.Live>(live => live.Session == session);

    private void ExpectPause(int seconds)
    {
        _receiver.FishForMessage<ConnectionProtocol.Ended>(_ => true);
        Scheduler.Advance(TimeSpan.FromSeconds(seconds / 2.0) - TimeSpan.FromMilliseconds(1));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, _network.Waiting);
        Scheduler.Advance(TimeSpan.FromSeconds(seconds / 2.0) + TimeSpan.FromMilliseconds(1));
        _receiver.ExpectMsg<ConnectionProtocol.Connecting>();
    }
}
