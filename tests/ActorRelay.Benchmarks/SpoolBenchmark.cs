using System.Diagnostics;
using ActorRelay.Accounts;
using ActorRelay.Spool;
using ActorRelay.Spool.Postgres;
using ActorRelay.Spool.Sqlite;

namespace ActorRelay.Benchmarks;

/// <summary>
/// What group commit is worth: batches of 1 KiB put into a spool, each on disk before the next of the same sender, by 1 to
/// 256 senders at once; then drained by one.
/// </summary>
internal static class SpoolBenchmark
{
    private const int Batches = 4000;
    private const int BodySize = 1024;
    private const string Receiver = "siem";

    private static readonly int[] Senders = [1, 8, 64, 256];

    /// <param name="postgres">Where PostgreSQL is, as Npgsql has it; null for SQLite in the current folder.</param>
    public static async Task RunAsync(string? postgres)
    {
        var folder = Directory.CreateDirectory($"spool-benchmark-{Environment.ProcessId}").FullName;
        try
        {
            var options = new SpoolOptions { Owner = "benchmark", MinFreeShare = 0 };
            var opening = postgres is null
                ? await SqliteDatabase.OpenAsync(Path.Combine(folder, "spool.db"), options)
                : await PostgresDatabase.OpenAsync(postgres, options);
            await using var store = opening.Store;
            await PutAsync(store, 8);
            await DrainAsync(store);

            var alone = 0.0;
            foreach (var senders in Senders)
            {
                var puts = await PutAsync(store, senders);
                alone = alone == 0 ? puts : alone;
                var drained = await DrainAsync(store);
                Console.WriteLine(
                    $"{senders,4} at once: {puts,8:F0} puts/s, {puts / alone:F1} of one alone; drained {drained:F0} batches/s");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Batches a second.</summary>
    private static async Task<double> PutAsync(ISpoolStore store, int senders)
    {
        var body = new byte[BodySize];
        Random.Shared.NextBytes(body);
        var left = Batches;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var batch = new SpooledBatch(new BatchOrigin(
                    BatchId.Next(DateTimeOffset.UtcNow), "dns_logs", "zone-1", "/dns_logs/zone-1", "hash", "host", DateTimeOffset.UtcNow));
                await using var upload = await store.ReadAsync(batch.Id, new MemoryStream(body));
                await upload.DescribeAsync(new SpoolEntry(batch, [new SpoolCopy(Receiver, 0, Live: false)]));
            }
        }));
        return Batches / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Batches a second.</summary>
    private static async Task<double> DrainAsync(ISpoolStore store)
    {
        var watch = Stopwatch.StartNew();
        while (await store.ClaimOldestAsync(Receiver) is { } claim)
        {
            await using var body = store.OpenBody(claim.Batch.Id);
            await body.CopyToAsync(Stream.Null);
            await store.FinishAsync(claim, default);
        }

        return Batches / watch.Elapsed.TotalSeconds;
    }
}
