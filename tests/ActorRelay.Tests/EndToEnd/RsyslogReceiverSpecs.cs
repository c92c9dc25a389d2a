using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>That the measuring instrument is right: rsyslog as the tests start it changes no byte.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RsyslogReceiverSpecs
{
    [ReceiverTheory]
    [InlineData(ReceiverKind.RsyslogNewline)]
    [InlineData(ReceiverKind.RsyslogOctetCounting)]
    public Task Should_write_every_byte_of_every_message(ReceiverKind kind) => ReceiverChecks.WritesEveryByteAsync(kind);

    [ReceiverFact]
    public Task Should_go_on_where_it_was_stopped() => ReceiverChecks.GoesOnWhereItWasStoppedAsync(ReceiverKind.RsyslogNewline);

    [ReceiverFact]
    public Task Should_lose_nothing_when_it_stalls() => ReceiverChecks.LosesNothingWhenItStallsAsync(ReceiverKind.RsyslogNewline);

    [ReceiverFact]
    public async Task Should_tell_the_framings_apart_by_itself()
    {
        await using var receiver = await ReceiverKind.RsyslogNewline.StartAsync();
        await StreamSender.SendAsync(receiver.Port, Framing.Newline, ["<34>one"u8.ToArray()]);
        await receiver.Arrived.ReachesAsync(1);
        await StreamSender.SendAsync(receiver.Port, Framing.OctetCounting, ["<34>two"u8.ToArray()]);
        await receiver.Arrived.ReachesAsync(2);

        await receiver.StopAsync();

        Assert.Equal(["<34>one", "<34>two"], File.ReadLines(receiver.Arrived.Path));
    }
}
