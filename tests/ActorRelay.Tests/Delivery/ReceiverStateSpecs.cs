using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>When a Receiver is up, connecting and down, on a clock that the test moves.</summary>
public sealed class ReceiverStateSpecs : TestKit
{
    private readonly ScriptedNetwork _network = new();
    private readonly IActorRef _receiver;

    public ReceiverStateSpecs()
        : base(TestConfig.VirtualTime)
    {
        var settings = DeliverySettings.Receiver(2, new ReceiverAddress("siem.example", 514)) with
        {
            DownAfter = TimeSpan.FromSeconds(2),
            ConnectTimeout = TimeSpan.FromHours(1),
            StallTimeout = TimeSpan.FromHours(1),
            BackoffMin = TimeSpan.FromMinutes(1),
            BackoffMax = TimeSpan.FromMinutes(1),
        };
        _receiver = Sys.ActorOf(ReceiverActor.Props(settings, _network.Make, new OutgoingLines(0, default)));
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Should_be_connecting_until_down_after_has_passed_and_then_down()
    {
        ExpectState("connecting", 0);
        var stage = Attach();
        Scheduler.Advance(TimeSpan.FromSeconds(1.9));
        ExpectState("connecting", 0);
        Scheduler.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("siem", stage.ExpectMsg<ReceiverProtocol.Down>().Receiver);
        ExpectState("down", 0);
        Attach().ExpectMsg<ReceiverProtocol.Down>();
    }

    [Fact]
    public async Task Should_be_up_with_one_connection_and_down_only_after_the_last_is_gone_for_long_enough()
    {
        var (first, second) = (await _network.Next(), await _network.Next());
        first.Connect();
        ExpectState("up", 1);
        second.Connect();
        ExpectState("up", 2);
        var stage = Attach();
        first.Fail();
        ExpectState("up", 1);
        Scheduler.Advance(TimeSpan.FromSeconds(10));
        stage.ExpectNoMsg(TimeSpan.FromMilliseconds(30));
        second.Fail();
        ExpectState("connecting", 0);
        Scheduler.Advance(TimeSpan.FromSeconds(2));
        stage.ExpectMsg<ReceiverProtocol.Down>();
        ExpectState("down", 0);
    }

    [Fact]
    public async Task Should_be_up_again_once_a_connection_is_live()
    {
        var socket = await _network.Next();
        ExpectState("connecting", 0);
        Scheduler.Advance(TimeSpan.FromSeconds(2));
        ExpectState("down", 0);
        socket.Connect();
        ExpectState("up", 1);
        var stage = Attach();
        Scheduler.Advance(TimeSpan.FromSeconds(10));
        stage.ExpectNoMsg(TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public async Task Should_send_nothing_that_waited_while_it_went_down()
    {
        var pool = new BlockPool(BlockPool.MinCapacity);
        using var batch = new NumberedBatch(pool);
        var socket = await _network.Next();
        var stage = CreateTestProbe();
        _receiver.Tell(new ReceiverProtocol.Attach(batch.Id, stage));
        _receiver.Tell(new ReceiverProtocol.Deliver(batch.Id, batch.Next()));
        ExpectState("connecting", 0);

        Scheduler.Advance(TimeSpan.FromSeconds(2));
        stage.ExpectMsg<ReceiverProtocol.Down>();
        socket.Connect().Open();
        ExpectState("up", 1);

        Assert.Equal((0, 0), (socket.Taken, pool.Outstanding));
    }

    [Fact]
    public async Task Should_report_its_connections()
    {
        var (first, second) = (await _network.Next(), await _network.Next());
        first.Connect().Open();
        ExpectState("up", 1);
        second.Refuse();
        AwaitAssert(() => Assert.Contains(Report().Links, link => link.State == "backoff"));
        var report = Report();
        Assert.Equal(("siem", "acknowledged", 0), (report.Name, report.Confirmation, report.Batches));
        Assert.Equal(["connection-1", "connection-2"], report.Links.Select(link => link.Name));
        Assert.All(report.Links, link => Assert.Equal("tcp://siem.example:514", link.Address));
        Assert.Equal(["backoff", "live"], report.Links.Select(link => link.State).Order());
        Assert.NotNull(report.Links.Single(link => link.State == "backoff").LastError);
        Assert.All(report.Links, link => Assert.True(link.Since <= Scheduler.Now && link.Since > default(DateTimeOffset)));
    }

    [Fact]
    public async Task Should_say_when_a_completed_write_is_all_that_can_be_known()
    {
        var network = new ScriptedNetwork { SaysNothing = true };
        var receiver = Sys.ActorOf(ReceiverActor.Props(
            DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514)), network.Make, new OutgoingLines(0, default)));
        (await network.Next()).Connect();
        AwaitAssert(() =>
        {
            receiver.Tell(ReceiversProtocol.GetReport.Instance, TestActor);
            Assert.Equal("written", ExpectMsg<ReceiversProtocol.ReceiverReport>().Confirmation);
        });
    }

    private TestProbe Attach()
    {
        var stage = CreateTestProbe();
        _receiver.Tell(new ReceiverProtocol.Attach(BatchId.Next(DateTimeOffset.UnixEpoch), stage));
        return stage;
    }

    private void ExpectState(string state, int connections) => AwaitAssert(() =>
    {
        var report = Report();
        Assert.Equal((state, connections), (report.State, report.Connections));
    });

    private ReceiversProtocol.ReceiverReport Report()
    {
        _receiver.Tell(ReceiversProtocol.GetReport.Instance, TestActor);
        return ExpectMsg<ReceiversProtocol.ReceiverReport>();
    }
}
