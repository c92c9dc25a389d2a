using ActorRelay.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>That the README's configurations do what it says: a profile, its receiver, and the record comes out as JSON.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RecipeSpecs
{
    private const int BatchSize = 500;

    /// <summary>Both profiles, up to the header, which the receivers take apart.</summary>
    private static readonly OutputFormat Format = AlogFormat.With(Framing.OctetCounting) with { Payload = PayloadStyle.Json };

    private readonly NumberedRecords _records = new(seed: 29, BatchSize, DateTimeOffset.UtcNow);

    [ReceiverFact]
    public async Task Should_work_for_rsyslog()
    {
        await using var receiver = new RsyslogReceiver(fromReadme: true);
        await AssertWorksAsync(receiver, "rsyslog");
    }

    [ReceiverFact]
    public async Task Should_work_for_syslog_ng()
    {
        await using var receiver = new SyslogNgReceiver(Framing.OctetCounting, fromReadme: true);
        await AssertWorksAsync(receiver, "syslog-ng");
    }

    private async Task AssertWorksAsync(SyslogDaemon receiver, string profile)
    {
        await receiver.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""siem { address = "{{receiver.Address}}", profile = "{{profile}}", max-message = 4 MiB }""",
        });

        for (var batch = 0; batch < RecordShape.All.Count; batch++)
        {
            (await relay.Logpush.PostBatchAsync(_records, batch)).AssertConfirmed(BatchSize);
        }

        var expected = ExpectedLines.As(Format);
        var arrived = new ArrivedLines(_records, record => FromBrace(expected(record)).ToArray());
        for (var batch = 0; batch < RecordShape.All.Count; batch++)
        {
            var file = receiver.FileOf($"{_records.DatasetOf(batch)}.log");
            await file.ReachesAsync(BatchSize);
            arrived.Count(file.Read().Select(FromBrace), (long)batch * BatchSize, BatchSize).AssertPerfect(BatchSize);
        }
    }

    private static ReadOnlyMemory<byte> FromBrace(ReadOnlyMemory<byte> line) => line[Math.Max(0, line.Span.IndexOf((byte)'{'))..];

    private static ReadOnlyMemory<byte> FromBrace(byte[] line) => FromBrace(line.AsMemory());
}
