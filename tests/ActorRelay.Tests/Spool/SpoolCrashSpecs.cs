using System.Collections.Concurrent;
using System.Globalization;
using ActorRelay.Spool;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolCrashSpecs(PostgresServer server) : SpoolSpecs(server)
{
    private const int Enough = 300;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_have_every_put_that_was_acknowledged_before_the_relay_was_killed(string kind)
    {
        using var folder = new TestFolder();
        await using var database = await BeginAsync(kind);
        var file = folder.File("acknowledged");
        await using (var relay = ChildProcess.Start(
            folder.Path, "dotnet", typeof(PutUntilKilled).Assembly.Location, kind, database.Address, file))
        {
            await Eventually.TrueAsync(
                () => relay.HasExited || (File.Exists(file) && File.ReadLines(file).Count() > Enough), () => relay.Said);
            Assert.False(relay.HasExited, relay.Said);
            relay.Send(Signal.Kill);
            await relay.ExitedAsync();
        }

        // The last line may have been cut off.
        var acknowledged = (await File.ReadAllTextAsync(file)).Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture));
        await AssertHasAsync(await database.OpenAsync(), acknowledged);
    }

    [PostgresFact]
    public async Task Should_have_every_put_that_was_acknowledged_before_the_server_stopped_hard()
    {
        await using var database = new PostgresSpoolDatabase(await Server.BeginSchemaAsync());
        var store = await database.OpenAsync();
        var acknowledged = new ConcurrentBag<int>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var putting = Task.WhenAll(Enumerable.Range(0, 8).Select(async putter =>
        {
            for (var number = putter; ; number += 8)
            {
                await store.PutAsync(number, PutUntilKilled.LengthOf(number));
                acknowledged.Add(number);
                if (acknowledged.Count > Enough)
                {
                    enough.TrySetResult();
                }
            }
        }));
        await enough.Task.WaitAsync(Eventually.Patience);

        await Server.StopHardAsync();

        Assert.Equal(SpoolFailure.Unreachable, (await Assert.ThrowsAsync<SpoolException>(() => putting)).Failure);
        Assert.Equal(SpoolFailure.Unreachable, (await Assert.ThrowsAsync<SpoolException>(() => store.SizeAsync())).Failure);
        await Server.StartAsync();
        await store.PutAsync(1_000_000);
        await AssertHasAsync(store, acknowledged);
    }

    private static async Task AssertHasAsync(ISpoolStore store, IEnumerable<int> numbers)
    {
        var checkedAtLeast = 0;
        foreach (var number in numbers)
        {
            Assert.Equal(
                SpoolSamples.Body(number, PutUntilKilled.LengthOf(number)), await store.ReadAsync(SpoolSamples.Id(number)));
            checkedAtLeast++;
        }

        Assert.InRange(checkedAtLeast, Enough, int.MaxValue);
    }
}
