using System.Collections.Immutable;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Tests.EndToEnd;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

public sealed class ReceiversActorSpecs : TestKit
{
    private readonly BlockPool _pool = new(64);
    private readonly NumberedBatch _batch;
    private readonly ScriptedNetwork _network = new();
    private readonly TestFolder _home = new();
    private readonly IActorRef _receivers;

    public ReceiversActorSpecs()
        : base(TestConfig.VirtualTime)
    {
        _batch = new NumberedBatch(_pool, promised: 8);
        var settings = DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514));
        _receivers = Start(settings, "receivers");
    }

    private IActorRef Start(ReceiverSettings settings, string name) => Sys.ActorOf(
        ReceiversActor.Props(
            [settings with { Name = "siem" }, settings with { Name = "lake" }], new DrainedFile(_home.Path), new OutgoingLines(0, default), _network.Make),
        name);

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Should_tell_who_subscribes_every_Receiver_by_name()
    {
        var receivers = Subscribe();
        Assert.Equal(["lake", "siem"], receivers.Keys.Order());
        Assert.EndsWith("/user/receivers/siem", receivers["siem"].Path.ToStringWithoutAddress());
    }

    [Fact]
    public async Task Should_replace_a_Receiver_that_fails_and_fail_the_batches_attached_to_it()
    {
        var failing = Subscribe()["siem"];
        var run = Deliveries.Run(
            Source.From(Enumerable.Range(0, 20)).Select(_ => _batch.Next(1)),
            Deliveries.To(failing, _batch.Id),
            Sys.Materializer());
        AwaitAssert(() => Assert.Equal(ReceiverBlocks.LaneWindow, _pool.Outstanding));

        failing.Tell(Kill.Instance);
        await Assert.ThrowsAsync<NotConfirmedException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
        AwaitAssert(() =>
        {
            Scheduler.Advance(TimeSpan.FromSeconds(1));
            Assert.True(HasMessages);
        });
        var replaced = ExpectMsg<ReceiversProtocol.Receivers>().ByName["siem"];
        Assert.NotEqual(failing, replaced);
        Assert.Equal(failing.Path.ToStringWithoutAddress(), replaced.Path.ToStringWithoutAddress());
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
    }

    [Fact]
    public void Should_return_a_block_that_met_a_dead_Receiver()
    {
        var receiver = Subscribe()["siem"];
        Watch(receiver);
        Sys.Stop(receiver);
        ExpectTerminated(receiver);
        receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next()));
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
    }

    [Fact]
    public void Should_return_blocks_that_were_still_in_the_mailbox_of_a_Receiver_that_fails()
    {
        var receiver = Subscribe()["siem"];
        receiver.Tell(new ReceiverProtocol.Attach(_batch.Id, TestActor));
        receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next()));
        receiver.Tell(Kill.Instance);
        receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next()));
        receiver.Tell(new ReceiverProtocol.Deliver(_batch.Id, _batch.Next()));
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
    }

    [Fact]
    public void Should_keep_its_subscribers_when_it_is_restarted()
    {
        var before = Subscribe();
        var block = _batch.Next();
        block.Return();
        var returnedTwice = new DeadLetter(new ReceiverProtocol.Deliver(_batch.Id, block), TestActor, TestActor);
        _receivers.Tell(returnedTwice);
        var after = ExpectMsg<ReceiversProtocol.Receivers>().ByName;
        Assert.All(after, pair => Assert.NotEqual(before[pair.Key], pair.Value));
    }

    [Fact]
    public async Task Should_report_every_Receiver_in_the_order_of_the_settings_also_one_that_is_being_replaced()
    {
        (await _network.Next()).Connect();
        (await _network.Next()).Connect();
        await AwaitAssertAsync(async () => Assert.Equal(["up", "up"], (await Reports()).Select(report => report.State)));
        Assert.Equal(["siem", "lake"], (await Reports()).Select(report => report.Name));

        Watch(Subscribe()["lake"]);
        Sys.Stop(Subscribe()["lake"]);
        FishForMessage<Terminated>(_ => true);
        Assert.Equal(["siem", "lake"], (await Reports()).Select(report => report.Name));
    }

    [Fact]
    public async Task Should_answer_when_every_connection_is_closed()
    {
        var (first, second) = ((await _network.Next()).Connect(), (await _network.Next()).Connect());
        await AwaitAssertAsync(async () => Assert.Equal(["up", "up"], (await Reports()).Select(report => report.State)));
        _receivers.Tell(ReceiversProtocol.Drain.Instance, TestActor);
        AwaitAssert(() => Assert.True(first.IsHalfClosed && second.IsHalfClosed));
        first.CloseByPeer();
        ExpectNoMsg(TimeSpan.FromMilliseconds(30));
        second.CloseByPeer();
        ExpectMsg<ReceiversProtocol.Drained>();
        Assert.Equal(["down", "down"], (await Reports()).Select(report => report.State));
        _receivers.Tell(ReceiversProtocol.Drain.Instance, TestActor);
        ExpectMsg<ReceiversProtocol.Drained>();
    }

    [Fact]
    public async Task Should_send_nothing_new_to_one_that_is_drained_until_it_is_resumed()
    {
        (await _network.Next()).Connect();
        (await _network.Next()).Connect();
        await AwaitAssertAsync(async () => Assert.Equal(["up", "up"], (await Reports()).Select(report => report.State)));
        var siem = Subscribe()["siem"];

        Assert.Equal<string>(["siem"], (await ChangeAsync<ReceiversProtocol.DrainedReceivers>("siem", isDrained: true)).Receivers);
        Assert.Equal<string>(["siem"], ExpectMsg<ReceiversProtocol.Receivers>().Down);
        siem.Tell(new ReceiverProtocol.Attach(_batch.Id, TestActor));
        ExpectMsg<ReceiverProtocol.Down>();
        Assert.Equal([("siem", "drained", 1), ("lake", "up", 1)], (await Reports()).Select(of => (of.Name, of.State, of.Connections)));

        Assert.Empty((await ChangeAsync<ReceiversProtocol.DrainedReceivers>("siem", isDrained: false)).Receivers);
        Assert.Empty(ExpectMsg<ReceiversProtocol.Receivers>().Down);
        Assert.Equal(["up", "up"], (await Reports()).Select(report => report.State));
    }

    /// <summary>Over a restart, and over one of the Receiver's actor alone.</summary>
    [Fact]
    public async Task Should_remember_which_are_drained()
    {
        await ChangeAsync<ReceiversProtocol.DrainedReceivers>("lake", isDrained: true);
        var siem = DeliverySettings.Receiver(1, new ReceiverAddress("siem.example", 514));
        var again = Start(siem, "again");
        again.Tell(new ReceiversProtocol.Subscribe(TestActor));
        var receivers = ExpectMsg<ReceiversProtocol.Receivers>();
        Assert.Equal<string>(["lake"], receivers.Down);

        Watch(receivers.ByName["lake"]);
        Sys.Stop(receivers.ByName["lake"]);
        FishForMessage<Terminated>(_ => true);
        ReceiversProtocol.Receivers? replaced = null;
        AwaitAssert(() =>
        {
            Scheduler.Advance(TimeSpan.FromSeconds(1));
            Assert.True(HasMessages);
        });
        replaced = ExpectMsg<ReceiversProtocol.Receivers>();
        Assert.Equal<string>(["lake"], replaced.Down);
        replaced.ByName["lake"].Tell(new ReceiverProtocol.Attach(_batch.Id, TestActor));
        FishForMessage<ReceiverProtocol.Down>(_ => true);
    }

    [Fact]
    public async Task Should_name_the_Receivers_there_are_where_one_is_to_be_drained_that_is_not()
    {
        var refusal = await ChangeAsync<ReceiversProtocol.NotThere>("sime", isDrained: true);
        Assert.Equal("there is no Receiver sime: the settings have siem, lake", refusal.Error);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batch.Dispose();
        _home.Dispose();
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private Task<T> ChangeAsync<T>(string receiver, bool isDrained) =>
        _receivers.Ask<T>(new ReceiversProtocol.SetDrained(receiver, isDrained), TimeSpan.FromSeconds(20));

    private ImmutableDictionary<string, IActorRef> Subscribe()
    {
        _receivers.Tell(new ReceiversProtocol.Subscribe(TestActor));
        return ExpectMsg<ReceiversProtocol.Receivers>().ByName;
    }

    private async Task<ImmutableArray<ReceiversProtocol.ReceiverReport>> Reports() =>
        (await _receivers.Ask<ReceiversProtocol.ReceiversReport>(
            ReceiversProtocol.GetReceivers.Instance, TimeSpan.FromSeconds(20))).Receivers;
}
