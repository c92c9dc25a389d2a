using System.Net;
using ActorRelay.Accounts;
using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;
using ActorRelay.Tests.Spool;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Bodies that come again, as Cloudflare sends them that got no 2xx: what is confirmed is not sent twice, nothing is lost,
/// and the books balance all the while.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class LedgerSpecs
{
    /// <summary>Enough that the kernel's buffers do not hold them.</summary>
    private const int BatchSize = 20_000;

    private readonly NumberedRecords _records = new(seed: 41, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_send_the_rest_of_a_body_that_was_half_done()
    {
        await using var siem = new TcpSink();
        await using var archive = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(Two(siem, archive) with { Edge = "deadline = 10s" });
        using var sampling = new CancellationTokenSource();
        var samples = SampleAsync(relay, sampling.Token);

        siem.StallAfter(2 << 20);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync(relay)).Status);
        await relay.StatusAsync(status => status is { InFlightBatches: 0, InFlightRecords: 0, LedgerEntries: 1 });
        var confirmed = (int)(await relay.StatusAsync()).Confirmed;
        Assert.InRange(confirmed, 1, BatchSize - 1);

        siem.Resume();
        (await PostAsync(relay, compressedAt: 1_793_664_307)).AssertConfirmed(BatchSize);
        await siem.ReachesAsync(BatchSize);
        await archive.ReachesAsync(BatchSize);

        await relay.StatusAsync(status => status is { Confirmed: BatchSize, InFlightRecords: 0, LedgerEntries: 0 }
            && status.Repeated == confirmed
            && status.Received == status.Confirmed + status.Repeated + status.Refused);
        await sampling.CancelAsync();
        Assert.InRange(await samples, 10, int.MaxValue);
        await relay.StopAsync();
        foreach (var sink in new[] { siem, archive })
        {
            var lines = Arrived(sink);
            Assert.Equal(0, lines.Count(Lines(sink), 0, BatchSize).Lost);
            Assert.Equal((0, 0), lines.Count(Lines(sink), 0, confirmed) is var first ? (first.Lost, first.Duplicated) : default);
        }
    }

    [Fact]
    public async Task Should_not_send_again_what_was_finished_after_its_client_had_left()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address) with { Edge = "deadline = 5m" });

        sink.Stall();
        using var leaving = new CancellationTokenSource();
        var left = PostAsync(relay, cancellation: leaving.Token);
        await relay.StatusAsync(status => status is { InFlightBatches: 1, Received: > 0 });
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        sink.Resume();
        await relay.StatusAsync(status => status is { InFlightBatches: 0, Confirmed: BatchSize, LedgerEntries: 1 });

        var answer = await PostAsync(relay, compressedAt: 1_793_664_307);

        Assert.Equal((HttpStatusCode.OK, "repeat", BatchSize, 0L), (answer.Status, answer.Outcome, answer.Records, answer.Quarantined));
        await relay.StatusAsync(status => status is { Received: 2 * BatchSize, Confirmed: BatchSize, Repeated: BatchSize, LedgerEntries: 0 });
        await AssertPerfectAsync(relay, sink);
    }

    [Fact]
    public async Task Should_let_a_body_join_itself()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address) with { Edge = "deadline = 5m" });

        sink.Stall();
        var first = PostAsync(relay);
        await relay.StatusAsync(status => status is { InFlightBatches: 1, Received: > 0 });
        var second = PostAsync(relay, compressedAt: 1_793_664_307);
        await Eventually.TrueAsync(() => relay.Process.Said.Contains("and joins it", StringComparison.Ordinal), () => relay.Process.Said);
        sink.Resume();

        (await first).AssertConfirmed(BatchSize);
        (await second).AssertConfirmed(BatchSize);
        await relay.StatusAsync(status => status is { Received: BatchSize, Confirmed: BatchSize, InFlightBatches: 0 });
        await AssertPerfectAsync(relay, sink);
    }

    [Fact]
    public async Task Should_set_a_poison_batch_aside_whole_when_it_comes_the_second_time()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address) with { Edge = "max-inflated = 5 MiB, max-body = 2 MiB, max-line = 2 MiB" });
        var corrupt = GzipBytes.Of("{\"Datetime\":1}\n{\"Datetime\":2}\n")[..^4];
        var bomb = GzipBytes.Bomb(megabytes: 20);

        foreach (var (body, refused) in new[] { (corrupt, HttpStatusCode.BadRequest), (bomb, HttpStatusCode.RequestEntityTooLarge) })
        {
            Assert.Equal(refused, (await relay.Logpush.PostAsync("/gateway_http/zone", body)).Status);
            var again = await relay.Logpush.PostAsync("/gateway_http/zone", body);
            Assert.Equal((HttpStatusCode.OK, "quarantined", null), (again.Status, again.Outcome, again.Records));
        }

        await relay.StatusAsync(status => status is { QuarantinedBodies: 2, InFlightRecords: 0 }
            && status.Outcomes("quarantined") == 2 && status.Outcomes("invalid") == 1 && status.Outcomes("too-large") == 1);
        await using var spool = new OpenedSpool(await SqliteDatabase.OpenAsync(
            Path.Combine(relay.StateDir, "spool.db"), new SpoolOptions { Owner = "spec" }));
        var kept = (await spool.Quarantine.ListAsync(QuarantineFilter.All, 0, 100)).Where(item => item.Line is null).ToList();
        Assert.Equal(["invalid", "too-large"], kept.Select(item => item.Reason));
        Assert.Equal([corrupt, bomb], [await spool.BodyAsync(new BatchId(kept[0].Batch)), await spool.BodyAsync(new BatchId(kept[1].Batch))]);
    }

    private static RelayConfig Two(TcpSink siem, TcpSink archive) => new()
    {
        Receivers = $$"""
            siem { address = "{{siem.Address}}", profile = "alog" }
            archive { address = "{{archive.Address}}", profile = "alog" }
            """,
        Routes = """[ { datasets = ["*"], receivers = ["siem", "archive"] } ]""",
    };

    /// <summary>Looks at the books again and again.</summary>
    private static async Task<int> SampleAsync(RelayProcess relay, CancellationToken stop)
    {
        var samples = 0;
        while (!stop.IsCancellationRequested)
        {
            (await relay.StatusAsync()).AssertBalanced();
            samples++;
        }

        return samples;
    }

    /// <summary>The same batch, perhaps compressed at another time: the header says when.</summary>
    private async Task<Answer> PostAsync(RelayProcess relay, int compressedAt = 0, CancellationToken cancellation = default)
    {
        var body = GzipBytes.Of(_records.Body(0));
        BitConverter.TryWriteBytes(body.AsSpan(4), compressedAt);
        return await relay.Logpush.PostAsync(_records.DatasetOf(0), body, cancellation);
    }

    private async Task AssertPerfectAsync(RelayProcess relay, TcpSink sink)
    {
        await sink.ReachesAsync(BatchSize);
        await relay.AtRestAsync();
        await relay.StopAsync();
        Arrived(sink).Count(Lines(sink), 0, BatchSize).AssertPerfect(BatchSize);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(TcpSink sink) => sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line);

    private ArrivedLines Arrived(TcpSink sink) =>
        new(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)));
}
