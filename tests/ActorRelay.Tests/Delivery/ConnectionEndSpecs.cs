using System.Net.Sockets;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>What a connection says of acknowledgements, and how it ends.</summary>
public sealed class ConnectionEndSpecs : TestKit
{
    private readonly BlockPool _pool = new(16);
    private readonly NumberedBatch _batch;
    private readonly TestProbe _receiver;
    private readonly ScriptedNetwork _network = new() { KeepsAcknowledgements = true };

    private readonly ReceiverSettings _settings = DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514)) with
    {
        MaxAge = TimeSpan.FromHours(1),
        StallTimeout = TimeSpan.FromSeconds(60),
    };

    public ConnectionEndSpecs()
        : base(TestConfig.VirtualTime)
    {
        _batch = new NumberedBatch(_pool);
        _receiver = CreateTestProbe();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Should_tell_of_acknowledgements_as_they_come()
    {
        var (_, socket) = await Connected(lines: 3);
        Assert.Equal(new ConnectionProtocol.Progress(1, 0), _receiver.ExpectMsg<ConnectionProtocol.Progress>());
        foreach (var acknowledged in new[] { 1, 150, 300 })
        {
            socket.Acknowledged = acknowledged;
            Assert.Equal(new ConnectionProtocol.Progress(1, acknowledged), _receiver.ExpectMsg<ConnectionProtocol.Progress>());
        }

        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Should_say_how_much_was_acknowledged_when_it_is_reset()
    {
        var (_, socket) = await Connected(lines: 3);
        _receiver.ExpectMsg<ConnectionProtocol.Progress>();
        socket.Acknowledged = 170;
        socket.Fail();
        var ended = ExpectEnded();
        Assert.Equal((false, 1, new ConnectionProtocol.Progress(1, 170)), (ended.Orderly, ended.Begun, ended.Last));
        Assert.True(socket.IsAborted);
    }

    [Fact]
    public async Task Should_give_what_was_written_a_moment_to_be_acknowledged_when_the_Receiver_closes()
    {
        var (connection, socket) = await Connected(lines: 3);
        _receiver.ExpectMsg<ConnectionProtocol.Progress>();
        socket.CloseByPeer();
        _receiver.ExpectMsg<ConnectionProtocol.Leaving>();
        Write(connection, 2);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        socket.Acknowledged = 300;
        var ended = ExpectEnded();
        Assert.Equal((true, 1, new ConnectionProtocol.Progress(1, 300)), (ended.Orderly, ended.Begun, ended.Last));
        Assert.Equal(300, socket.Taken);
        Assert.False(socket.IsAborted);
    }

    [Fact]
    public async Task Should_wait_for_acknowledgements_no_longer_than_a_second()
    {
        var (_, socket) = await Connected(lines: 3);
        socket.Acknowledged = 170;
        socket.CloseByPeer();
        _receiver.FishForMessage<ConnectionProtocol.Leaving>(_ => true);
        Scheduler.Advance(TimeSpan.FromSeconds(0.9));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Scheduler.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((true, 170L), ExpectEnded() is var ended ? (ended.Orderly, ended.Last.Acknowledged) : default);
    }

    [Fact]
    public async Task Should_take_a_close_for_orderly_though_a_reset_follows()
    {
        var (_, socket) = await Connected(lines: 3);
        socket.Acknowledged = 170;
        socket.CloseByPeer();
        _receiver.FishForMessage<ConnectionProtocol.Leaving>(_ => true);
        socket.IsOver = true;
        Assert.Equal((true, 170L), ExpectEnded() is var ended ? (ended.Orderly, ended.Last.Acknowledged) : default);
    }

    [Theory]
    [InlineData(SocketError.Shutdown, true)]
    [InlineData(SocketError.ConnectionReset, false)]
    public async Task Should_hear_of_a_reset_from_whichever_operation_met_it(SocketError error, bool orderly)
    {
        var (connection, socket) = await Connected(lines: 3);
        socket.Acknowledged = 300;
        socket.Open(-long.MaxValue / 4);
        Write(connection, 2);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        socket.IsOver = true;
        socket.CloseByPeer();
        _receiver.FishForMessage<ConnectionProtocol.Leaving>(_ => true);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        socket.FailSend(error);
        Assert.Equal(orderly, ExpectEnded().Orderly);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_hear_what_the_receive_says_when_a_send_met_a_closed_stream_first(bool orderly)
    {
        var (connection, socket) = await Connected(lines: 3);
        socket.Acknowledged = 300;
        socket.Open(-long.MaxValue / 4);
        Write(connection, 2);
        AwaitAssert(() => Assert.True(socket.HasPendingSend));
        socket.IsOver = true;
        socket.FailSend(SocketError.Shutdown);
        _receiver.FishForMessage<ConnectionProtocol.Leaving>(_ => true);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        if (orderly)
        {
            socket.CloseByPeer();
        }
        else
        {
            socket.Fail();
        }

        Assert.Equal(orderly, ExpectEnded().Orderly);
    }

    [Fact]
    public async Task Should_take_what_is_written_and_not_acknowledged_for_stalled()
    {
        var (_, socket) = await Connected(lines: 3);
        _receiver.ExpectMsg<ConnectionProtocol.Progress>();
        for (var i = 0; i < 5; i++)
        {
            Scheduler.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Contains("no progress", ExpectEnded().Reason);
        Assert.True(socket.IsAborted);
    }

    [Fact]
    public async Task Should_not_count_its_own_FIN_as_acknowledged_content()
    {
        var (connection, socket) = await Connected(lines: 3);
        connection.Tell(ConnectionProtocol.Drain.Instance);
        AwaitAssert(() => Assert.True(socket.IsHalfClosed));
        socket.Acknowledged = 301;
        socket.CloseByPeer();
        var ended = ExpectEnded();
        Assert.Equal((true, 300L), (ended.Orderly, ended.Last.Acknowledged));
    }

    [Fact]
    public async Task Should_wait_for_a_slow_Receiver_to_close_while_it_acknowledges_something()
    {
        var (connection, socket) = await Connected(lines: 3);
        connection.Tell(ConnectionProtocol.Drain.Instance);
        AwaitAssert(() => Assert.True(socket.IsHalfClosed));
        foreach (var acknowledged in new[] { 100, 200, 299 })
        {
            Scheduler.Advance(TimeSpan.FromSeconds(0.9));
            socket.Acknowledged = acknowledged;
            _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == acknowledged);
            _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        }

        Scheduler.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, 299L), ExpectEnded() is var ended ? (ended.Orderly, ended.Last.Acknowledged) : default);
    }

    [Theory]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public async Task Should_take_what_is_not_acknowledged_after_max_age_for_stalled(int acknowledged, bool orderly)
    {
        var (_, socket) = await Connected(lines: 3);
        socket.Acknowledged = acknowledged;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == acknowledged);
        Scheduler.Advance(TimeSpan.FromMinutes(66));
        AwaitAssert(() => Assert.True(socket.IsHalfClosed || socket.IsAborted));
        Scheduler.Advance(_settings.StallTimeout);
        Assert.Equal((orderly, !orderly), (ExpectEnded().Orderly, socket.IsAborted));
    }

    [Fact]
    public async Task Should_be_made_anew_at_max_age_once_the_Receiver_has_closed_it()
    {
        var (connection, socket) = await Connected(lines: 3);
        socket.Acknowledged = 300;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == 300);
        Scheduler.Advance(TimeSpan.FromMinutes(53));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        // It is not idle, which would make it anew too.
        Write(connection, 2);
        socket.Acknowledged = 400;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == 400);
        Scheduler.Advance(TimeSpan.FromMinutes(13));
        _receiver.ExpectMsg<ConnectionProtocol.Leaving>();
        AwaitAssert(() => Assert.True(socket.IsHalfClosed));
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        socket.CloseByPeer();
        var ended = ExpectEnded();
        Assert.Equal(("max-age", true), (ended.Reason, ended.Orderly));
        Scheduler.Advance(_settings.BackoffMax);
        (await _network.Next()).Connect();
        _receiver.FishForMessage<ConnectionProtocol.Live>(live => live.Session == 2);
        Assert.False(connection.IsNobody());
    }

    [Fact]
    public async Task Should_be_made_anew_when_it_is_idle_and_carried_something()
    {
        var (_, socket) = await Connected(lines: 3);
        socket.Acknowledged = 300;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == 300);
        await LetItBeIdle(socket);
        socket.CloseByPeer();
        var ended = ExpectEnded();
        Assert.Equal(("idle", true), (ended.Reason, ended.Orderly));

        // The new one has carried nothing, so it may stay.
        Scheduler.Advance(_settings.BackoffMax);
        var next = (await _network.Next()).Connect();
        _receiver.FishForMessage<ConnectionProtocol.Live>(live => live.Session == 2);
        Pass(seconds: 600);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.False(next.IsHalfClosed);
    }

    [Fact]
    public async Task Should_stay_when_an_idle_one_was_not_closed_by_the_Receiver()
    {
        var (connection, socket) = await Connected(lines: 3);
        socket.Acknowledged = 300;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == 300);
        await LetItBeIdle(socket);
        Pass(seconds: 60);
        Assert.False(ExpectEnded().Orderly);

        Scheduler.Advance(_settings.BackoffMax);
        var next = (await _network.Next()).Connect().Open();
        _receiver.FishForMessage<ConnectionProtocol.Live>(live => live.Session == 2);
        connection.Tell(new ConnectionProtocol.Write(2, 1, new byte[100]));
        AwaitAssert(() => Assert.Equal(100, next.Taken));
        next.Acknowledged = 100;
        _receiver.FishForMessage<ConnectionProtocol.Progress>(progress => progress.Acknowledged == 100);
        Pass(seconds: 600);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.False(next.IsHalfClosed);
    }

    private async Task LetItBeIdle(ScriptedSocket socket)
    {
        Pass(seconds: 100);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        // No further than to the look that finds it, for soon after the half-close its time is up.
        do
        {
            Scheduler.Advance(_settings.StallTimeout / 4);
        }
        while (_receiver.ReceiveOne(TimeSpan.FromMilliseconds(200)) is not ConnectionProtocol.Leaving);
        await AwaitAssertAsync(() => Assert.True(socket.IsHalfClosed));
    }

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second += 5)
        {
            Scheduler.Advance(TimeSpan.FromSeconds(5));
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batch.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    /// <summary>A connection that has written one block of so many lines of 100 bytes.</summary>
    private async Task<(IActorRef Connection, ScriptedSocket Socket)> Connected(int lines)
    {
        var connection = _receiver.ChildActorOf(ConnectionActor.Props(_settings.Addresses[0], _settings, _network.Make));
        var socket = (await _network.Next()).Connect().Open();
        Assert.True(_receiver.FishForMessage<ConnectionProtocol.Live>(_ => true).Acknowledges);
        Write(connection, 1, lines);
        AwaitAssert(() => Assert.Equal(100 * lines, socket.Taken));
        return (connection, socket);
    }

    private void Write(IActorRef connection, long sequence, int lines = 1)
    {
        var block = _batch.Next(lines);
        connection.Tell(new ConnectionProtocol.Write(1, sequence, block.Content.ToArray()));
        block.Return();
    }

    private ConnectionProtocol.Ended ExpectEnded() => _receiver.FishForMessage<ConnectionProtocol.Ended>(_ => true);
}
