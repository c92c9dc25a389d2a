using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

public sealed class DeliverStageSpecs : TestKit
{
    private readonly BlockPool _pool = new(64);
    private readonly NumberedBatch _batch;
    private readonly TestProbe _receiver;
    private readonly BatchProgress _progress = new("http_requests", 1, new RecordAccounts());
    private int _pulled;

    public DeliverStageSpecs()
        : base(TestConfig.Patient)
    {
        _batch = new NumberedBatch(_pool, promised: 32);
        _receiver = CreateTestProbe();
    }

    [Fact]
    public async Task Should_send_only_against_demand_and_complete_when_all_is_confirmed()
    {
        _progress.AddFramed(700, delivered: 700, gets: [true]);
        var done = Run(7, out _);
        var stage = ExpectAttach();
        var first = Enumerable.Range(0, ReceiverBlocks.LaneWindow).Select(_ => ExpectDeliver()).ToList();
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(4, _pulled);

        Confirm(stage, first[0]);
        stage.Tell(new ReceiverProtocol.Moved(2, 100, 0) { Resent = 40 });
        var (fifth, sixth) = (ExpectDeliver(), ExpectDeliver());
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(6, _pulled);
        first.Skip(1).Append(fifth).ToList().ForEach(block => Confirm(stage, block));
        stage.Tell(new ReceiverProtocol.Moved(2, 500, 0));
        var seventh = ExpectDeliver();
        Confirm(stage, sixth);
        AwaitAssert(() => Assert.Equal(600, _progress.ConfirmedTo(0)));
        Assert.False(done.IsCompleted);

        Confirm(stage, seventh);
        await done.WaitAsync(RemainingOrDefault);
        Assert.Equal(700, _progress.ConfirmedTo(0));
        Assert.Equal((700L, 40L), _progress.TakeDelivered(0));
        Assert.Equal(_batch.Id, _receiver.ExpectMsg<ReceiverProtocol.Detach>().Batch);
        CheckPool();
    }

    [Fact]
    public async Task Should_complete_at_once_without_a_block()
    {
        var done = Run(0, out _);
        ExpectAttach();
        await done.WaitAsync(RemainingOrDefault);
        _receiver.ExpectMsg<ReceiverProtocol.Detach>();
        CheckPool();
    }

    [Fact]
    public async Task Should_not_ask_for_a_Receiver_that_had_everything_in_an_earlier_run()
    {
        var done = Run(0, out _, progress: Resumed(at: 300));
        await done.WaitAsync(RemainingOrDefault);
        _receiver.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        CheckPool();
    }

    [Fact]
    public async Task Should_attach_once_there_is_more_for_a_Receiver_than_it_had_in_an_earlier_run()
    {
        var done = Run(2, out _, progress: Resumed(at: 50));
        var stage = ExpectAttach();
        Confirm(stage, ExpectDeliver());
        Confirm(stage, ExpectDeliver());
        await done.WaitAsync(RemainingOrDefault);
        _receiver.ExpectMsg<ReceiverProtocol.Detach>();
        CheckPool();
    }

    [Fact]
    public async Task Should_wait_for_a_block_that_has_no_line()
    {
        var done = Run(1, out _, lines: 0);
        var stage = ExpectAttach();
        var block = ExpectDeliver();
        Confirm(stage, block);
        await done.WaitAsync(RemainingOrDefault);
        CheckPool();
    }

    [Fact]
    public async Task Should_fail_when_the_Receiver_is_down()
    {
        var done = Run(1, out _);
        ExpectAttach().Tell(new ReceiverProtocol.Down("siem"));
        ExpectDeliver().Return();
        var e = await Assert.ThrowsAsync<NotConfirmedException>(() => done.WaitAsync(RemainingOrDefault));
        Assert.Contains("siem", e.Message, StringComparison.Ordinal);
        _receiver.ExpectMsg<ReceiverProtocol.Detach>();
        CheckPool();
    }

    [Fact]
    public async Task Should_fail_when_the_Receiver_ends_and_leave_it_its_blocks()
    {
        var done = Run(1, out _);
        ExpectAttach();
        var block = ExpectDeliver();
        Sys.Stop(_receiver);
        await Assert.ThrowsAsync<NotConfirmedException>(() => done.WaitAsync(RemainingOrDefault));
        Assert.Equal(1, _pool.Outstanding);
        block.Return();
        CheckPool();
    }

    [Fact]
    public async Task Should_detach_when_the_batch_is_given_up()
    {
        var done = Run(5, out var killSwitch);
        ExpectAttach();
        for (var i = 0; i < ReceiverBlocks.LaneWindow; i++)
        {
            ExpectDeliver().Return();
        }

        killSwitch.Abort(new OperationCanceledException("too late"));
        var e = await Assert.ThrowsAnyAsync<Exception>(() => done.WaitAsync(RemainingOrDefault));
        Assert.Equal("too late", e.GetBaseException().Message);
        _receiver.ExpectMsg<ReceiverProtocol.Detach>();
        CheckPool();
    }

    private static BatchProgress Resumed(long at) =>
        new("http_requests", 1, new RecordAccounts(), new ResumePoint([at], 0, 0));

    private Task Run(int blocks, out UniqueKillSwitch killSwitch, int lines = 100, BatchProgress? progress = null)
    {
        var delivery = Deliveries.To(_receiver.Ref, _batch.Id, progress ?? _progress);
        killSwitch = Source.From(Enumerable.Range(0, blocks))
            .ViaMaterialized(KillSwitches.Single<int>(), Keep.Right)
            .Select(_ => Next(lines))
            .To(Deliveries.Sink(delivery))
            .Run(Sys.Materializer());
        return delivery.Ends[0];
    }

    /// <summary>A block may come to an end in the input without having a line: all of them were set aside.</summary>
    private Block Next(int lines)
    {
        _pulled++;
        var block = _batch.Next(lines);
        block.EndRecord = Math.Max(1, block.EndRecord);
        return block;
    }

    private IActorRef ExpectAttach() => _receiver.ExpectMsg<ReceiverProtocol.Attach>().Stage;

    private Block ExpectDeliver() => _receiver.ExpectMsg<ReceiverProtocol.Deliver>().Block;

    private void Confirm(IActorRef stage, Block block)
    {
        var (record, lines) = (block.EndRecord, block.Lines);
        block.Return();
        stage.Tell(new ReceiverProtocol.Moved(0, record, lines));
    }

    private void CheckPool()
    {
        _batch.Dispose();
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }
}
