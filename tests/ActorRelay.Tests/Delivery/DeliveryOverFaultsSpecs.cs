using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Streams;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Delivery;

/// <summary>
/// Thousands of blocks over connections that fail by chance, by seed. Here what a socket has taken has arrived, so
/// nothing at all may be missing; a real kernel's buffer is another matter, and part of confirmation.
/// </summary>
public sealed class DeliveryOverFaultsSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
        var random = new Random(seed);
        var arrivals = new Arrivals();
        var settings = DeliverySettings.Receiver(connections, new ReceiverAddress("siem.example", 514)) with
        {
            BackoffMin = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(2),
        };
        var receiver = Sys.ActorOf(ReceiverActor.Props(settings, (_, _) =>
        {
            lock (random)
            {
                return new FlakySocket(new Random(random.Next()), arrivals.Open());
            }
        }));

        var batches = Enumerable.Range(0, 12).Select(_ => new NumberedBatch(_pool, lineLength: 40, promised: 8)).ToList();
        var runs = batches.Select((batch, i) => Run(receiver, batch, new Random(seed * 100 + i)));
        await Task.WhenAll(runs.ToList()).WaitAsync(Patience);

        Assert.Empty(arrivals.Unknown);
        var repeated = 0;
        foreach (var batch in batches)
        {
            Assert.Equal(Enumerable.Range(0, batch.Made), arrivals.FirstOf(batch));
            repeated += arrivals.Of(batch).Count - batch.Made;
            batch.Dispose();
        }

        var report = await receiver.Ask<InspectionProtocol.ReceiverReport>(ReceiversProtocol.GetReport.Instance, Patience);
        Assert.Equal(batches.Sum(batch => batch.Made), report.Confirmed);
        Assert.InRange(repeated, 1, report.Resent);
        Assert.Equal(0, report.OutstandingBytes);
        Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken));
    }

    private Task Run(IActorRef receiver, NumberedBatch batch, Random sizes) => Deliveries.Run(
        Source.From(Enumerable.Range(0, 250)).Select(_ => batch.Next(sizes.Next(1, 60))),
        Deliveries.To(receiver, batch.Id),
        Sys.Materializer());
}
