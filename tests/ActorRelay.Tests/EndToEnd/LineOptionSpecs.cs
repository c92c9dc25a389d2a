using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Every option of a line at once, through real receivers, byte for byte what the oracle says.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class LineOptionSpecs
{
    private const int BatchSize = 500;
    private const int MaxMessage = 1024;

    private readonly NumberedRecords _records = new(seed: 31, BatchSize, DateTimeOffset.UtcNow);

    [ReceiverFact]
    public async Task Should_arrive_at_rsyslog_and_syslog_ng_as_they_were_asked_for()
    {
        await using var rsyslog = await ReceiverKind.RsyslogNewline.StartAsync();
        await using var syslogNg = await ReceiverKind.SyslogNgSyslog.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""
                one {
                  address = "{{rsyslog.Address}}", profile = "alog"
                  quote = all, null = empty, event-time-field = unix
                  first = [SequenceNumber], keep = [SequenceNumber], max-message = {{MaxMessage}} B
                }
                two {
                  address = "{{syslogNg.Address}}", profile = "alog", framing = "octet-counting"
                  nested = flatten, null = drop, first = [SequenceNumber, Action], keep = [SequenceNumber], max-message = {{MaxMessage}} B
                  priority { facility = local0, severity { field = Action, map { block = warning }, default = notice } }
                }
                """,
            Routes = """[ { receivers = ["one", "two"] } ]""",
        });
        var batches = RecordShape.All.Count;
        var count = batches * BatchSize;

        var answers = await relay.Logpush.PostBatchesAsync(_records, 0, batches, atOnce: 2);

        Assert.All(answers, answer => answer.AssertConfirmed(BatchSize));
        var status = await relay.StatusAsync();
        Assert.InRange(status.Lines("one").Shortened, 1, count - 1);
        Assert.Equal(0, status.Lines("two").ReceiveTimeUsed);
        await relay.StopAsync();
        await AssertArrivedAsync(rsyslog, count, AlogFormat.With(Framing.Newline) with
        {
            Quote = QuoteStyle.All,
            Null = NullStyle.Empty,
            EventTimeField = EventTimeStyle.Unix,
            First = new FieldNames(["SequenceNumber"]),
            Keep = new FieldNames(["SequenceNumber"]),
            MaxMessage = MaxMessage,
        });
        await AssertArrivedAsync(syslogNg, count, AlogFormat.With(Framing.OctetCounting) with
        {
            Nested = NestedStyle.Flatten,
            Null = NullStyle.Drop,
            First = new FieldNames(["SequenceNumber", "Action"]),
            Keep = new FieldNames(["SequenceNumber"]),
            MaxMessage = MaxMessage,
            Priority = 16 * 8,
            Severity = new SeverityRule([new SeverityTest("Action", SeverityMatch.Is, "block", 4)], 5),
        });
    }

    private async Task AssertArrivedAsync(SyslogDaemon receiver, int count, OutputFormat format)
    {
        await receiver.Arrived.ReachesAsync(count);
        await receiver.StopAsync();
        new ArrivedLines(_records, ExpectedLines.As(format)).Count(receiver.Arrived.Read(), 0, count).AssertPerfect(count);
    }
}
