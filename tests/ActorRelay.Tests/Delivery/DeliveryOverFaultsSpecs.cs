using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;
using Framing = ActorRelay.Syslog.Framing;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// Thousands of blocks over connections that fail by chance, by seed. Nothing may be missing, be it that what a socket has
/// taken has arrived, or that two kernels may lose it, as long as the Receiver leaves no more unread than replay.
/// </summary>
public sealed class DeliveryOverFaultsSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Replay = 8_000;

    private readonly BlockPool _pool = new(256);

    public DeliveryOverFaultsSpecs()
        : base(TestConfig.Patient)
    {
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public async Task Should_deliver_every_line_in_order_whatever_fails(int seed, int connections)
    {
        var (repeated, report) = await Deliver(
            seed, connections, Framing.Newline, (random, arrivals) => new FlakySocket(random, arrivals));
        Assert.InRange(repeated, 1, report.Resent);
        Assert.Equal("written", report.Confirmation);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 4, true)]
    [InlineData(5, 4, false)]
    public async Task Should_lose_nothing_that_kernels_had_while_less_than_replay_is_unread(
        int seed, int connections, bool octetCounting)
    {
        var (repeated, report) = await Deliver(
            seed,
            connections,
            octetCounting ? Framing.OctetCounting : Framing.Newline,
            (random, arrivals) => new KernelSocket(random, arrivals, unread: Replay));
        Assert.InRange(repeated, 1, report.Resent);
        Assert.InRange(report.Replayed, 1, report.Resent);
        Assert.Equal((0L, "acknowledged"), (report.Halved, report.Confirmation));
    }

    private async Task<(int Repeated, ReceiversProtocol.ReceiverReport Report)> Deliver(
        int seed, int connections, Framing framing, Func<Random, Arrivals.Connection, IReceiverSocket> make)
    {
        var random = new Random(seed);
        var arrivals = new Arrivals();
        var receiver = DeliverySettings.Receiver(connections, new ReceiverAddress("siem.example", 514));
        var settings = receiver with
        {
            BackoffMin = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(2),
            Replay = Replay,
            Format = receiver.Format with { Framing = framing },
        };
        var actor = Sys.ActorOf(ReceiverActor.Props(settings, (_, _) =>
        {
            lock (random)
            {
                return make(new Random(random.Next()), arrivals.Open(framing));
            }
        }, new OutgoingLines(0, default)));

        var batches = Enumerable.Range(0, 12)
            .Select(_ => new NumberedBatch(_pool, lineLength: 40, promised: 8, framing)).ToList();
        var runs = batches.Select((batch, i) => Run(actor, batch, new Random(seed * 100 + i)));
        await Task.WhenAll(runs.ToList()).WaitAsync(Patience);

        // In the end the connections are closed in good order, and what was acknowledged is read.
        var report = await actor.Ask<ReceiversProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, Patience);
        Watch(actor);
        actor.Tell(ReceiversProtocol.Drain.Instance);
        await ExpectTerminatedAsync(actor, Patience);

        Assert.Empty(arrivals.Unknown);
        var repeated = 0;
        foreach (var batch in batches)
        {
            arrivals.ShouldHaveAllInOrder(batch);
            repeated += arrivals.Of(batch).Count - batch.Made;
            batch.Dispose();
        }

        Assert.Equal(batches.Sum(batch => batch.Made), report.Confirmed);
        Assert.Equal(0, report.OutstandingBytes);
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
        return (repeated, report);
    }

    private Task Run(IActorRef receiver, NumberedBatch batch, Random sizes) => Deliveries.Run(
        Source.From(Enumerable.Range(0, 250)).Select(_ => batch.Next(sizes.Next(1, 60))),
        Deliveries.To(receiver, batch.Id),
        Sys.Materializer());
}
