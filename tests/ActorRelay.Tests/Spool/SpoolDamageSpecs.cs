using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolDamageSpecs(PostgresServer server) : SpoolSpecs(server)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_see_a_piece_that_is_not_what_was_put(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1, 3 << 20);
        await store.PutAsync(2, 3 << 20);
        await database.ExecuteAsync("""
            UPDATE spool_chunk SET body = (SELECT body FROM spool_chunk WHERE batch = 'batch-000002' AND number = 1)
            WHERE batch = 'batch-000001' AND number = 1
            """);

        var damaged = await Assert.ThrowsAsync<SpooledBodyException>(() => store.ReadAsync(SpoolSamples.Id(1)));

        Assert.Equal(SpoolSamples.Id(1), damaged.Batch);
        Assert.Contains("MiB 1", damaged.Message);
        Assert.Equal(3 << 20, (await store.ReadAsync(SpoolSamples.Id(2))).Length);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_see_a_piece_that_is_missing(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        for (var number = 0; number < 3; number++)
        {
            await store.PutAsync(number, 5 << 19);
            await database.ExecuteAsync($"DELETE FROM spool_chunk WHERE batch = '{SpoolSamples.Id(number)}' AND number = {number}");

            await Assert.ThrowsAsync<SpooledBodyException>(() => store.ReadAsync(SpoolSamples.Id(number)));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_say_that_a_body_is_not_there(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();

        await Assert.ThrowsAsync<SpooledBodyException>(() => store.ReadAsync(SpoolSamples.Id(1)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_refuse_a_later_schema_and_change_nothing(string kind)
    {
        await using var database = await BeginAsync(kind);
        await (await database.OpenAsync("relay-1")).PutAsync(1, 10, new SpoolCopy("siem", 0, Live: true));
        await database.SetVersionAsync(99);

        var refused = await Assert.ThrowsAsync<SpoolException>(() => database.OpenAsync("relay-1"));

        Assert.Equal(SpoolFailure.Schema, refused.Failure);
        Assert.Contains("later version", refused.Message);
        Assert.Equal(1, await database.NumberAsync("SELECT count(*) FROM spool_copy WHERE state = 'live'"));
    }
}
