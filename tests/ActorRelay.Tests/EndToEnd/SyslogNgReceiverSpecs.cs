namespace ActorRelay.Tests.EndToEnd;

/// <summary>That the measuring instrument is right: syslog-ng as the tests start it changes no byte.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class SyslogNgReceiverSpecs
{
    [ReceiverTheory]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public Task Should_write_every_byte_of_every_message(ReceiverKind kind) => ReceiverChecks.WritesEveryByteAsync(kind);

    [ReceiverTheory]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public Task Should_go_on_where_it_was_stopped(ReceiverKind kind) => ReceiverChecks.GoesOnWhereItWasStoppedAsync(kind);

    [ReceiverTheory]
    [InlineData(ReceiverKind.SyslogNgNetwork)]
    [InlineData(ReceiverKind.SyslogNgSyslog)]
    public Task Should_lose_nothing_when_it_stalls(ReceiverKind kind) => ReceiverChecks.LosesNothingWhenItStallsAsync(kind);
}
