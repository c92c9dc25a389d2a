using System.Diagnostics;
using ActorRelay.Syslog;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What is posted arrives at real receivers: each record once, in order within its batch, byte for byte.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class DeliverySpecs(ITestOutputHelper output)
{
    private const int BatchSize = 2500;

    [ReceiverTheory]
    [InlineData(ReceiverKind.RsyslogNewline)]
    [InlineData(ReceiverKind.RsyslogOctetCounting)]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public Task Should_deliver_200_000_records_once_and_byte_for_byte(ReceiverKind kind) => DeliverAsync(kind, batches: 80);

    [ReceiverTheory]
    [Trait("Category", "Long")]
    [InlineData(ReceiverKind.RsyslogNewline)]
    [InlineData(ReceiverKind.RsyslogOctetCounting)]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public Task Should_deliver_2_000_000_records_once_and_byte_for_byte(ReceiverKind kind) => DeliverAsync(kind, batches: 800);

    private async Task DeliverAsync(ReceiverKind kind, int batches)
    {
        var records = new NumberedRecords(seed: 2026, BatchSize, DateTimeOffset.UtcNow);
        var count = batches * BatchSize;
        var framing = kind.Framing == Framing.Newline ? "newline" : "octet-counting";
        await using var receiver = await kind.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(receiver.Address, $"framing = {framing}, connections = 3"));

        var watch = Stopwatch.StartNew();
        var answers = await relay.Logpush.PostBatchesAsync(records, 0, batches, atOnce: 8);
        var answered = watch.Elapsed;
        await receiver.Arrived.ReachesAsync(count);
        output.WriteLine($"{count} records answered in {answered}, arrived in {watch.Elapsed}");

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        await relay.StatusAsync(status => status.Confirmed == count);
        await relay.AtRestAsync();
        await relay.StopAsync();
        await receiver.StopAsync();
        new ArrivedLines(records, ExpectedLines.As(AlogFormat.With(kind.Framing)))
            .Count(receiver.Arrived.Read(), 0, count)
            .AssertPerfect(count);
    }
}
