using System.Net;
using ActorRelay.Tests.Spool;
using Microsoft.Data.Sqlite;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// The spool's disk or database fails under a relay that runs: it goes on without, says why, and has it again when the
/// cause is gone. What was answered 200 arrives.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class SpoolFaultSpecs(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int BatchSize = 2000;

    private readonly NumberedRecords _records = new(seed: 17, BatchSize, DateTimeOffset.UtcNow);
    private int _posted;
    private int _taken;

    [SmallDiskFact]
    public async Task Should_go_on_without_a_disk_that_is_full_and_have_it_again()
    {
        await using var disk = await SmallDisk.MountAsync();
        var port = FreePort.Take();
        await using var relay = await StartAsync(port, $"store = \"sqlite:{disk.Path}/spool.db\", min-free = 0%");
        await PostWhileTakenAsync(relay);
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);
        await relay.StatusAsync(status => status.SpoolFault is not null);

        await using var sink = new TcpSink(port: port);
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpoolFault: null });
        await AssertWellAsync(relay, sink);
    }

    [SmallDiskFact]
    public async Task Should_drain_though_others_have_filled_the_disk_and_spool_again_when_they_have_not()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 64);
        var port = FreePort.Take();
        await using var relay = await StartAsync(port, $"store = \"sqlite:{disk.Path}/spool.db\", min-free = 0%");
        for (var i = 0; i < 20; i++)
        {
            await PostAsync(relay, HttpStatusCode.OK);
        }

        var filler = disk.Fill();
        await PostAsync(relay, HttpStatusCode.ServiceUnavailable);

        await using (var sink = new TcpSink(port: port))
        {
            await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 });
            await sink.ReachesAsync(_taken * BatchSize);
            disk.Fill();
            await PostAsync(relay, HttpStatusCode.OK);
            Assert.Equal(_taken * BatchSize, sink.Lines);
        }

        await relay.StatusAsync(status => status.State("siem") == "down");
        disk.Fill();
        await PostAsync(relay, HttpStatusCode.ServiceUnavailable);
        File.Delete(filler);
        await relay.StatusAsync(status => status.SpoolFault is null);
        await PostAsync(relay, HttpStatusCode.OK);
        await relay.StatusAsync(status => status.SpooledBatches == 1);
    }

    [FailingDiskFact]
    public async Task Should_go_on_without_a_disk_that_turns_read_only_and_have_it_again_once_it_is_repaired()
    {
        await using var disk = await FailingDisk.MountAsync();
        var port = FreePort.Take();
        await using var relay = await StartAsync(port, $"store = \"sqlite:{disk.Path}/spool.db\", min-free = 0%");
        await PostAsync(relay, HttpStatusCode.OK);
        await disk.FailAsync();
        await PostAsync(relay, HttpStatusCode.ServiceUnavailable);
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull((await relay.StatusAsync()).SpoolFault);

        // What comes through without it still does; what is on it has to wait.
        await using var sink = new TcpSink(port: port);
        await relay.StatusAsync(status => status.State("siem") == "up");
        await PostAsync(relay, HttpStatusCode.OK);
        await disk.RepairAsync();
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpoolFault: null });
        await AssertWellAsync(relay, sink);
    }

    [PostgresFact]
    public async Task Should_go_on_without_a_server_that_is_stopped_and_have_it_again()
    {
        var port = FreePort.Take();
        await using var relay = await StartAsync(port, $"store = \"postgres:{await postgres.BeginSchemaAsync()}\"");
        await PostAsync(relay, HttpStatusCode.OK);
        await postgres.StopHardAsync();
        await PostAsync(relay, HttpStatusCode.ServiceUnavailable);
        await relay.ReadyAsync(HttpStatusCode.ServiceUnavailable);

        // What comes through without it still does.
        await using var sink = new TcpSink(port: port);
        await relay.StatusAsync(status => status.State("siem") == "up");
        await PostAsync(relay, HttpStatusCode.OK);
        await postgres.StartAsync();
        await relay.StatusAsync(status => status is { SpooledBatches: 0, SpoolFault: null });
        await AssertWellAsync(relay, sink);
    }

    [Fact]
    public async Task Should_set_a_damaged_file_aside_and_begin_anew()
    {
        var port = FreePort.Take();
        using var home = new TestFolder();
        await using var relay = await StartAsync(port, "store = \"sqlite:spool.db\"", home);
        await PostAsync(relay, HttpStatusCode.OK);
        var file = Path.Combine(relay.StateDir, "spool.db");

        Damage(file);
        await Eventually.TrueAsync(
            async () =>
            {
                await relay.Logpush.PostBatchAsync(_records, _posted++);
                return Directory.GetFiles(relay.StateDir).Any(name => name.Contains("spool.db.") && !name.EndsWith("-wal") && !name.EndsWith("-shm"));
            },
            () => $"nothing is set aside: {string.Join(' ', Directory.GetFiles(relay.StateDir))}\n{relay.Process.Said}");

        await relay.StatusAsync(status => status.SpoolFault is null);
        await relay.ReadyAsync(HttpStatusCode.OK);
        Assert.Contains("was damaged", relay.Process.Said);
        Assert.Equal("spooled", (await relay.Logpush.PostBatchAsync(_records, _posted)).Outcome);
    }

    [Fact]
    public async Task Should_set_aside_a_body_that_is_damaged_and_deliver_the_others()
    {
        var port = FreePort.Take();
        using var home = new TestFolder();
        string file;
        await using (var relay = await StartAsync(port, "store = \"sqlite:spool.db\"", home))
        {
            for (var i = 0; i < 3; i++)
            {
                await PostAsync(relay, HttpStatusCode.OK);
            }

            file = Path.Combine(relay.StateDir, "spool.db");
            await relay.StopAsync();
        }

        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE spool_chunk SET body = zeroblob(length(body)) WHERE batch = (SELECT min(id) FROM spool_batch)";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await using var sink = new TcpSink(port: port);
        await using var again = await StartAsync(port, "store = \"sqlite:spool.db\"", home);
        await again.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0, QuarantinedBodies: 1 });
        await sink.ReachesAsync(2 * BatchSize);
        await again.StopAsync();
        Assert.Equal(2 * BatchSize, sink.Lines);
    }

    private static Task<RelayProcess> StartAsync(int port, string spool, TestFolder? home = null) => RelayProcess.StartReadyAsync(
        RelayConfig.To($"tcp://127.0.0.1:{port}", RelayConfig.Quick) with { Spool = spool, Edge = "deadline = 2s" }, home);

    /// <summary>All of it but the first page, which says what it is; and what is still in its log.</summary>
    private static void Damage(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = 4096;
        stream.Write(new byte[Math.Max(0, stream.Length - 4096)]);
        using var log = new FileStream($"{file}-wal", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        log.SetLength(0);
    }

    private async Task PostWhileTakenAsync(RelayProcess relay)
    {
        while ((await relay.Logpush.PostBatchAsync(_records, _posted)).Status == HttpStatusCode.OK)
        {
            _posted++;
            _taken++;
        }
    }

    private async Task PostAsync(RelayProcess relay, HttpStatusCode status)
    {
        Assert.Equal(status, (await relay.Logpush.PostBatchAsync(_records, _posted)).Status);
        if (status == HttpStatusCode.OK)
        {
            _posted++;
            _taken++;
        }
    }

    /// <summary>It spools and delivers as before, and all that was taken is there.</summary>
    private async Task AssertWellAsync(RelayProcess relay, TcpSink sink)
    {
        (await relay.Logpush.PostUntilTakenAsync(_records, _posted)).AssertConfirmed(BatchSize);
        _taken++;
        await sink.ReachesAsync(_taken * BatchSize);
        await relay.StopAsync();
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
            .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, _taken * BatchSize);
        Assert.Equal((0L, 0L, 0L), (arrivals.Lost, arrivals.Unknown, arrivals.Different));
    }
}
