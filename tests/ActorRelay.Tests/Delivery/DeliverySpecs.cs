using ActorRelay.Blocks;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>Stages, Receiver and real sockets together; the far end counts.</summary>
public sealed class DeliverySpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BlockPool _pool = new(256);
    private readonly Arrivals _arrivals = new();
    private readonly List<NumberedBatch> _batches = [];

    public DeliverySpecs()
        : base(TestConfig.Patient)
    {
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Should_deliver_every_line_once_and_in_the_order_of_its_batch(int connections)
    {
        await using var far = new LoopbackReceiver(_arrivals);
        var receiver = Start(connections, far);
        await Live(receiver, connections);
        var batches = Enumerable.Range(0, 8).Select(i => Run(receiver, blocks: 8 + i, linesPerBlock: 200)).ToList();
        await Task.WhenAll(batches.Select(batch => batch.Done)).WaitAsync(Patience);
        await Drain(receiver);
        AwaitAssert(() => Assert.All(batches, batch => _arrivals.ShouldHaveAllOnce(batch.Batch)), Patience);
        Assert.Empty(_arrivals.Unknown);
    }

    [Fact]
    public async Task Should_share_the_load_among_addresses()
    {
        await using var here = new LoopbackReceiver(_arrivals, receiveBuffer: 64 * 1024);
        await using var there = new LoopbackReceiver(_arrivals, receiveBuffer: 64 * 1024);
        var receiver = Start(2, here, there);
        await Live(receiver, 4);
        var report = await Report(receiver);
        Assert.Equal(
            new[] { here, there, here, there }.Select(far => far.Address.ToString()),
            report.Links.Select(link => link.Address));
        here.StopReading();
        there.StopReading();
        var batches = Enumerable.Range(0, 16).Select(_ => Run(receiver, blocks: 40, linesPerBlock: 250)).ToList();
        await Still(receiver);
        Assert.InRange(_pool.Outstanding, 16 * 3, 16 * 8);
        here.ReadOn();
        there.ReadOn();
        await Task.WhenAll(batches.Select(batch => batch.Done)).WaitAsync(Patience);
        AwaitAssert(() => Assert.All(batches, batch => _arrivals.ShouldHaveAllOnce(batch.Batch)), Patience);
        var bytes = here.BytesPerConnection.Concat(there.BytesPerConnection).ToList();
        Assert.Equal(4, bytes.Count);
        Assert.All(bytes, share => Assert.InRange(share, bytes.Sum() / 16, bytes.Sum() / 2));
        await Drain(receiver);
    }

    [Fact]
    public async Task Should_stop_when_the_Receiver_stops_reading_and_go_on_when_it_reads()
    {
        await using var far = new LoopbackReceiver(_arrivals, receiveBuffer: 64 * 1024);
        far.StopReading();
        var receiver = Start(1, far);
        await Live(receiver, 1);
        var (batch, done) = Run(receiver, blocks: 60, linesPerBlock: 250);

        // The kernel takes a few MB; then nothing moves. What it has taken and is not acknowledged stays in its blocks.
        await Still(receiver);
        var written = (await Report(receiver)).Links[0].WrittenBytes;
        Assert.InRange(_pool.Outstanding, 3, ReceiverBlocks.LaneWindow + (int)(written / 250_000));
        Assert.True(written < 60 * 250_000 / 2, $"{written} bytes were written to a Receiver that does not read");
        Assert.False(done.IsCompleted);
        far.ReadOn();
        await done.WaitAsync(Patience);
        AwaitAssert(() => _arrivals.ShouldHaveAllOnce(batch), Patience);
        await Drain(receiver);
    }

    [Fact]
    public async Task Should_connect_again_when_the_Receiver_closes_an_idle_connection()
    {
        await using var far = new LoopbackReceiver(_arrivals);
        var receiver = Start(2, far);
        await Live(receiver, 2);
        far.CloseConnections();
        await AwaitAssertAsync(
            async () => Assert.All((await Report(receiver)).Links, link => Assert.Contains("closed", link.LastError)), Patience);
        await Live(receiver, 2);
        var (batch, done) = Run(receiver, blocks: 3, linesPerBlock: 10);
        await done.WaitAsync(Patience);
        await Drain(receiver);
        AwaitAssert(() => _arrivals.ShouldHaveAllOnce(batch), Patience);
    }

    [Fact]
    public async Task Should_fail_a_batch_when_nobody_listens_and_deliver_when_somebody_does()
    {
        await using var far = new LoopbackReceiver(_arrivals);
        await far.StopListening();
        var receiver = Sys.ActorOf(ReceiverActor.Props(
            DeliverySettings.Receiver(2, far.Address) with { DownAfter = TimeSpan.FromMilliseconds(300) },
            ReceiverSockets.Factory, new OutgoingLines(0, default)));
        var (_, failed) = Run(receiver, blocks: 10, linesPerBlock: 10);
        await Assert.ThrowsAsync<NotConfirmedException>(() => failed.WaitAsync(Patience));
        AwaitAssert(() => Assert.Equal(0, _pool.Outstanding));
        far.ListenAgain();
        await Live(receiver, 2);
        var (batch, done) = Run(receiver, blocks: 10, linesPerBlock: 10);
        await done.WaitAsync(Patience);
        await Drain(receiver);
        AwaitAssert(() => _arrivals.ShouldHaveAllOnce(batch), Patience);
    }

    [Fact]
    public async Task Should_deliver_every_line_over_resets_without_a_strange_or_disordered_one()
    {
        await using var far = new LoopbackReceiver(_arrivals, receiveBuffer: 64 * 1024) { ResetAfter = 700_000 };
        var receiver = Start(3, far);
        await Live(receiver, 3);
        var batches = Enumerable.Range(0, 6).Select(_ => Run(receiver, blocks: 30, linesPerBlock: 100)).ToList();
        await Task.WhenAll(batches.Select(batch => batch.Done)).WaitAsync(Patience);
        var report = await Report(receiver);
        Assert.Equal(6 * 3_000, report.Confirmed);
        Assert.True(report.Resent > 0);
        far.ResetAfter = 0;

        await Drain(receiver);
        AwaitAssert(
            () => Assert.All(batches, batch => _arrivals.ShouldHaveAllInOrder(batch.Batch)), Patience);
        Assert.Empty(_arrivals.Unknown);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(0)]
    public async Task Should_send_again_what_a_reset_Receiver_had_acknowledged_and_not_read(int replay)
    {
        await using var far = new LoopbackReceiver(_arrivals, receiveBuffer: 512 * 1024);
        far.StopReading();
        var receiver = Start(1, replay, far);
        await Live(receiver, 1);
        var (batch, done) = Run(receiver, blocks: 2, linesPerBlock: 100);
        await done.WaitAsync(Patience);
        Assert.Empty(_arrivals.Of(batch));

        far.ResetConnections();
        await AwaitAssertAsync(async () => Assert.NotNull((await Report(receiver)).Links[0].LastError), Patience);
        far.ReadOn();
        await Live(receiver, 1);
        var (later, laterDone) = Run(receiver, blocks: 1, linesPerBlock: 10);
        await laterDone.WaitAsync(Patience);
        await Drain(receiver);
        AwaitAssert(() => _arrivals.ShouldHaveAllOnce(later), Patience);
        Assert.Equal(replay > 0 ? Enumerable.Range(0, 200) : [], _arrivals.Of(batch));
    }

    [Fact]
    public async Task Should_send_nothing_twice_when_the_Receiver_closes_in_good_order()
    {
        await using var far = new LoopbackReceiver(_arrivals, receiveBuffer: 64 * 1024) { HalfCloseAfter = 300_000 };
        var receiver = Start(2, 4 << 20, far);
        await Live(receiver, 2);
        var batches = Enumerable.Range(0, 4).Select(_ => Run(receiver, blocks: 20, linesPerBlock: 100)).ToList();
        await Task.WhenAll(batches.Select(batch => batch.Done)).WaitAsync(Patience);
        await Drain(receiver);

        // Once, but not in order: it reads a connection on while the rest comes on another.
        AwaitAssert(
            () => Assert.All(batches, batch => Assert.Equal(Enumerable.Range(0, 2_000), _arrivals.Of(batch.Batch).Order())), Patience);
        Assert.Empty(_arrivals.Unknown);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _batches.ForEach(batch => batch.Dispose());
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private static Task<ReceiversProtocol.ReceiverReport> Report(IActorRef receiver) =>
        receiver.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, Patience);

    private IActorRef Start(int connections, params LoopbackReceiver[] far) => Start(connections, 4 << 20, far);

    private IActorRef Start(int connections, int replay, params LoopbackReceiver[] far) => Sys.ActorOf(ReceiverActor.Props(
        DeliverySettings.Receiver(connections, [.. far.Select(receiver => receiver.Address)]) with { Replay = replay },
        ReceiverSockets.Factory, new OutgoingLines(0, default)));

    private Task Live(IActorRef receiver, int connections) => AwaitAssertAsync(
        async () => Assert.Equal(connections, (await Report(receiver)).Connections), Patience);

    /// <summary>Waits until nothing is written any more.</summary>
    private Task Still(IActorRef receiver)
    {
        var before = -1L;
        return AwaitAssertAsync(
            async () =>
            {
                var now = (await Report(receiver)).Links.Sum(link => link.WrittenBytes);
                var last = before;
                before = now;
                Assert.True(now > 0 && now == last);
            },
            Patience,
            interval: TimeSpan.FromMilliseconds(300));
    }

    private (NumberedBatch Batch, Task Done) Run(IActorRef receiver, int blocks, int linesPerBlock)
    {
        var batch = new NumberedBatch(_pool, lineLength: 1000, promised: 8);
        _batches.Add(batch);
        var lines = Source.From(Enumerable.Range(0, blocks)).Select(_ => batch.Next(linesPerBlock));
        return (batch, Deliveries.Run(lines, Deliveries.To(receiver, batch.Id), Sys.Materializer()));
    }

    private async Task Drain(IActorRef receiver)
    {
        Watch(receiver);
        receiver.Tell(ReceiversProtocol.Drain.Instance);
        await ExpectTerminatedAsync(receiver, Patience);
    }
}
