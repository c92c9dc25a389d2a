using System.IO.Compression;
using System.Net;
using System.Text;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Memory is bodies in flight, blocks and a constant, whatever the load.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class MemorySpecs(ITestOutputHelper output)
{
    private const long MiB = 1 << 20;

    /// <summary>The program without a single batch, warm: what the runtime maps, compiles and allocates.</summary>
    private const long Constant = 130 * MiB;

    /// <summary>SQLite's caches, and what is on its way into it.</summary>
    private const long Database = 64 * MiB;

    /// <summary>
    /// What allocators and the collector take and give back by themselves: 25 MiB were seen to come and go while 2,400
    /// batches went through. What comes in between two looks is twice as much as gzip alone, so what stayed would show.
    /// </summary>
    private const long Breath = 32 * MiB;

    [Fact]
    public async Task Should_stay_flat_while_all_receivers_stall()
    {
        const int InFlight = 16;
        const int Blocks = 64;
        var records = new NumberedRecords(seed: 17, batchSize: 2000, DateTimeOffset.UtcNow);
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address, "connections = 4, replay = 1 MiB") with
        {
            Edge = $"in-flight = {InFlight} MiB, max-body = {InFlight} MiB, deadline = 1s",
            Relay = $"blocks = {Blocks}",
        });
        sink.Stall();

        await relay.Logpush.PostBatchesAsync(records, 0, 250, atOnce: 16);
        var early = relay.Process.ResidentBytes;
        var answers = await relay.Logpush.PostBatchesAsync(records, 250, 250, atOnce: 16);
        var late = relay.Process.ResidentBytes;
        var peak = relay.Process.PeakResidentBytes;
        output.WriteLine($"resident {early / MiB} MiB, later {late / MiB} MiB, at most {peak / MiB} MiB");

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.InRange(late - early, long.MinValue, Breath);
        Assert.InRange(peak, 0, Constant + ((InFlight + (Blocks / 4)) * MiB));
        sink.Resume();
        await relay.StatusAsync(status => status is { InFlightBatches: 0, InFlightRecords: 0 });
    }

    [Fact]
    public async Task Should_stay_flat_while_all_goes_into_the_spool_and_out_of_it()
    {
        const int InFlight = 16;
        const int Blocks = 64;
        const int Batches = 400;
        var port = FreePort.Take();
        var records = new NumberedRecords(seed: 18, batchSize: 2000, DateTimeOffset.UtcNow);
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To($"tcp://127.0.0.1:{port}", "connections = 4, replay = 1 MiB, backoff.max = 500ms") with
            {
                Edge = $"in-flight = {InFlight} MiB, max-body = {InFlight} MiB, deadline = 1s",
                Spool = "store = \"sqlite:spool.db\", min-free = 0%",
                Relay = $"blocks = {Blocks}",
            });
        await relay.Logpush.PostBatchesAsync(records, 0, Batches / 2, atOnce: 16);
        var early = relay.Process.ResidentBytes;
        var answers = await relay.Logpush.PostBatchesAsync(records, Batches / 2, Batches / 2, atOnce: 16);
        var late = relay.Process.ResidentBytes;
        Assert.All(answers, answer => answer.AssertSpooled());

        await using var sink = new TcpSink(keep: false, port);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, Confirmed: Batches * 2000 });
        var peak = relay.Process.PeakResidentBytes;
        output.WriteLine($"resident {early / MiB} MiB, later {late / MiB} MiB, with the drain at most {peak / MiB} MiB");
        Assert.InRange(late - early, long.MinValue, Breath);
        Assert.InRange(peak, 0, Constant + Database + ((InFlight + (InFlight / 4) + (Blocks / 4)) * MiB));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Should_deliver_a_batch_of_one_gigabyte()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address) with { Edge = "deadline = 5m" });
        var body = Gigabyte(out var count);

        var answer = await relay.Logpush.PostAsync("/gateway_http", body);

        answer.AssertConfirmed(count);
        await sink.ReachesAsync(count);
        Assert.Equal(count, sink.Lines);
        var peak = relay.Process.PeakResidentBytes;
        output.WriteLine($"{count} records, {body.Length / MiB} MiB gzipped, resident at most {peak / MiB} MiB");
        Assert.InRange(peak, 0, Constant + body.Length + (64 * MiB));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Long")]
    public async Task Should_end_all_of_a_hundred_large_uploads_over_the_limit(bool spools)
    {
        const int Uploads = 100;
        var body = RandomBody(megabytes: 20, out var count);
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address, "connections = 4, replay = 1 MiB") with
            {
                Edge = "in-flight = 256 MiB, max-body = 64 MiB, deadline = 5m, upload-timeout = 5m",
                Spool = spools ? "store = \"sqlite:spool.db\", min-free = 0%" : "store = off",
            });

        // All at once they are eight times what may be in flight; what is refused is posted again until it is taken. Each
        // has a source of its own, for the same body from the same source would be the same batch.
        await Parallel.ForAsync(0, Uploads, new ParallelOptions { MaxDegreeOfParallelism = Uploads }, async (i, _) =>
            await Eventually.TrueAsync(
                () => IsTakenAsync(relay, $"/gateway_http/{i}", body), () => "still not taken", TimeSpan.FromMinutes(10)));

        await sink.ReachesAsync(Uploads * count);
        await relay.StatusAsync(status => status is { InFlightBatches: 0, InFlightBytes: 0, SpooledBatches: 0 });
        output.WriteLine($"resident at most {relay.Process.PeakResidentBytes / MiB} MiB");
        Assert.InRange(relay.Process.PeakResidentBytes, 0, Constant + Database + ((256 + 64 + (spools ? 64 : 0)) * MiB));
    }

    private static async Task<bool> IsTakenAsync(RelayProcess relay, string path, byte[] body)
    {
        try
        {
            var content = new WrittenContent((stream, token) => stream.WriteAsync(body, token).AsTask());
            return (await relay.Logpush.PostAsync(path, content)).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // Refused amid the upload. HttpClient reads no answer before it has sent all, so it saw only the reset.
            return false;
        }
    }

    /// <summary>A gzip of just over 1 GB of NDJSON; it is made piece by piece, so only the gzip is ever in memory.</summary>
    private static byte[] Gigabyte(out long count)
    {
        // Few enough that they come again within the window of gzip: it shrinks as real logs do, 10 to 1 and more.
        var records = new NumberedRecords(seed: 19, batchSize: 5, DateTimeOffset.UtcNow);
        var pieces = Enumerable.Range(0, 8).Select(records.Body).ToList();
        var inflated = 0L;
        count = 0;
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; inflated < 1_000_000_000; i++)
            {
                gzip.Write(pieces[i % pieces.Count]);
                inflated += pieces[i % pieces.Count].Length;
                count += records.BatchSize;
            }
        }

        return file.ToArray();
    }

    /// <summary>NDJSON that hardly shrinks, so the body is as large as it comes.</summary>
    private static byte[] RandomBody(int megabytes, out long count)
    {
        var dice = new Dice(23);
        var text = new StringBuilder();
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (count = 0; text.Length < megabytes * MiB; count++)
        {
            text.Append($$"""{"Datetime":{{time}},"A":"{{dice.Next():x}}{{dice.Next():x}}{{dice.Next():x}}{{dice.Next():x}}"}""").Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
