using System.Collections.Concurrent;
using System.Net;
using ActorRelay.Tests.Spool;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// The relay is killed (SIGKILL) at any moment, again and again, under load and with a Receiver that comes and goes: what
/// it answered 200 arrives.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class CrashSpecs(PostgresServer postgres, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const int BatchSize = 2000;
    private const int Senders = 4;

    private readonly NumberedRecords _records = new(seed: 13, BatchSize, DateTimeOffset.UtcNow);
    private readonly ConcurrentDictionary<int, bool> _taken = new();
    private int _next = -1;

    [Theory]
    [InlineData("confirmed", 3)]
    [InlineData("spooled", 3)]
    public Task Should_lose_nothing_with_SQLite(string acknowledge, int kills) =>
        RunAsync("sqlite:spool.db", acknowledge, kills);

    [PostgresFact]
    public async Task Should_lose_nothing_with_PostgreSQL() =>
        await RunAsync($"postgres:{await postgres.BeginSchemaAsync()}", "confirmed", kills: 3);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public Task Should_lose_nothing_over_many_kills(string acknowledge) => RunAsync("sqlite:spool.db", acknowledge, kills: 20);

    [PostgresFact]
    [Trait("Category", "Long")]
    public async Task Should_lose_nothing_over_many_kills_with_PostgreSQL() =>
        await RunAsync($"postgres:{await postgres.BeginSchemaAsync()}", "confirmed", kills: 20);

    private async Task RunAsync(string store, string acknowledge, int kills)
    {
        using var home = new TestFolder();
        var port = FreePort.Take();
        await using var sink = new TcpSink(port: port);
        var config = RelayConfig.To(sink.Address, RelayConfig.Quick) with
        {
            Edge = $"acknowledge = {acknowledge}, deadline = 1s",
            Spool = $"store = \"{store}\"",
        };
        for (var kill = 0; kill < kills; kill++)
        {
            await KillUnderLoadAsync(config, home, sink, new Random(kill));
        }

        await using (var relay = await RelayProcess.StartReadyAsync(config, home))
        {
            await relay.StatusAsync(status => status is { SpooledBatches: 0, InFlightBatches: 0 });
            await relay.StopAsync();
        }

        // What relays sent that were killed may still be in the kernel, and the sink behind on a busy machine.
        var taken = _taken.Keys.ToHashSet();
        List<long> numbers = [];
        var behind = (taken.Count * BatchSize) - Numbers(sink, taken).Distinct().Count();
        await Eventually.TrueAsync(
            () => (numbers = [.. Numbers(sink, taken)])
                .Distinct().Count() == taken.Count * BatchSize,
            () => $"{store[..8]}, {acknowledge}: of {taken.Count} batches answered 200 not all of {LostOf(taken, numbers)} arrived");
        var distinct = numbers.Distinct().Count();
        output.WriteLine(
            $"{store[..8]}, {acknowledge}: {kills} kills, {taken.Count} batches answered 200, "
            + $"{taken.Count * BatchSize - distinct} records lost, {numbers.Count - distinct} twice, "
            + $"{behind} not read yet when the last relay had ended");
        Assert.Equal(taken.Count * BatchSize, distinct);

        // What was on its way, and what was delivered since progress was saved last, of each batch that ran then.
        Assert.InRange(numbers.Count - distinct, 0, kills * 2 * Senders * BatchSize);
    }

    private IEnumerable<long> Numbers(TcpSink sink, HashSet<int> taken) =>
        sink.ArrivedText().Select(NumberOf).OfType<long>().Where(n => taken.Contains(_records.BatchOf(n)));

    private string LostOf(HashSet<int> taken, List<long> numbers) => string.Join(", ", taken
        .Select(batch => (Batch: batch, Arrived: numbers.Where(n => _records.BatchOf(n) == batch).Distinct().Count()))
        .Where(of => of.Arrived < BatchSize)
        .Select(of => $"batch {of.Batch} ({of.Arrived} of {BatchSize})"));

    /// <summary>Half of the time the Receiver has stalled, so that there is something in the spool.</summary>
    private async Task KillUnderLoadAsync(RelayConfig config, TestFolder home, TcpSink sink, Random random)
    {
        await using var relay = await RelayProcess.StartReadyAsync(config, home);
        var before = _taken.Count;
        using var killed = new CancellationTokenSource();
        var posting = Enumerable.Range(0, Senders).Select(_ => Task.Run(() => PostAsync(relay, killed.Token))).ToList();
        await Eventually.TrueAsync(() => _taken.Count > before + 3, () => "nothing is taken");
        if (random.Next(2) == 0)
        {
            sink.Stall();
            await Eventually.TrueAsync(
                async () => (await relay.StatusAsync()).SpooledBatches > 2, () => "nothing is spooled");
        }

        await Eventually.TrueAsync(() => _taken.Count > before + random.Next(4, 20), () => "nothing more is taken");
        relay.Process.Send(Signal.Kill);
        await relay.Process.ExitedAsync();
        await killed.CancelAsync();
        await Task.WhenAll(posting);
        sink.Resume();
    }

    /// <summary>Posts batch after batch until the relay is gone; each only once, so a refused one need not arrive.</summary>
    private async Task PostAsync(RelayProcess relay, CancellationToken killed)
    {
        try
        {
            while (!killed.IsCancellationRequested)
            {
                var batch = Interlocked.Increment(ref _next);
                if ((await relay.Logpush.PostBatchAsync(_records, batch, killed)).Status == HttpStatusCode.OK)
                {
                    _taken[batch] = true;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It was killed, which is the point.
        }
    }

    private static long? NumberOf(string line)
    {
        var at = line.IndexOf($"{NumberedRecords.Field}=", StringComparison.Ordinal);
        var digits = at < 0 ? "" : new string([.. line[(at + NumberedRecords.Field.Length + 1)..].TakeWhile(char.IsAsciiDigit)]);
        return long.TryParse(digits, out var number) ? number : null;
    }
}
