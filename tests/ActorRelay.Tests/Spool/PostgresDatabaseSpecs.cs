using ActorRelay.Spool;
using ActorRelay.Spool.Postgres;
using Npgsql;

namespace ActorRelay.Tests.Spool;

[Collection(SpoolCollection.Name)]
public sealed class PostgresDatabaseSpecs(PostgresServer server)
{
    private static readonly SpoolOptions Options = new() { Owner = "relay-1" };

    [PostgresFact]
    public async Task Should_do_with_an_ordinary_user()
    {
        await using var database = await BeginAsync();
        await (await database.OpenAsync()).PutAsync(1);

        Assert.Equal(0, await database.NumberAsync(
            "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreatedb OR rolcreaterole)"));
    }

    [PostgresFact]
    public async Task Should_make_its_tables_once_when_relays_start_at_the_same_time()
    {
        await using var database = await BeginAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(relay => database.OpenAsync($"relay-{relay}")));

        await Task.WhenAll(stores.Select((store, number) => store.PutAsync(number)));
        Assert.Equal(6, (await stores[0].SizeAsync()).Batches);
    }

    [PostgresFact]
    public async Task Should_commit_to_disk_whatever_the_server_is_set_to()
    {
        await using var database = await BeginAsync();
        await server.ExecuteAsync("ALTER ROLE relay SET synchronous_commit = off");
        try
        {
            Assert.Equal(1, await database.NumberAsync("SELECT count(*) WHERE current_setting('synchronous_commit') = 'off'"));
            await using var store = new PostgresDatabase(database.Address, Options);
            for (var use = 0; use < 2; use++)
            {
                await using var connection = await store.ConnectAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "SHOW synchronous_commit";
                Assert.Equal("on", await command.ExecuteScalarAsync());
            }
        }
        finally
        {
            await server.ExecuteAsync("ALTER ROLE relay RESET synchronous_commit");
        }
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Password=correct;horse-battery=staple")]
    [InlineData("Host=127.0.0.1;Password=correct;Port=horse-battery")]
    [InlineData("Host=127.0.0.1;Password=correct;SSL Mode=horse-battery")]
    [InlineData("Host=127.0.0.1;Password='correct;horse-battery")]
    public async Task Should_say_nothing_of_a_password_that_is_wrongly_quoted(string connection)
    {
        var failed = await Assert.ThrowsAsync<SpoolException>(() => PostgresDatabase.OpenAsync(connection, Options));

        Assert.Contains("relay.spool.store", failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("horse", failed.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Should_say_that_the_user_may_not()
    {
        await using var database = await BeginAsync();

        var notOurs = new NpgsqlConnectionStringBuilder(database.Address) { SearchPath = "information_schema" };

        var failed = await Assert.ThrowsAsync<SpoolException>(() => PostgresDatabase.OpenAsync(notOurs.ToString(), Options));

        Assert.Equal(SpoolFailure.Denied, failed.Failure);
    }

    [PostgresFact]
    public async Task Should_say_that_the_tables_are_gone()
    {
        await using var database = await BeginAsync();
        var store = await database.OpenAsync();
        await database.ExecuteAsync("DROP TABLE spool_chunk");

        Assert.Equal(SpoolFailure.Gone, (await Assert.ThrowsAsync<SpoolException>(() => store.PutAsync(1))).Failure);
    }

    [PostgresFact]
    public async Task Should_say_that_the_database_is_read_only()
    {
        await using var database = await BeginAsync();
        await database.OpenAsync();
        await server.ExecuteAsync("ALTER ROLE relay SET default_transaction_read_only = on");
        try
        {
            var failed = await Assert.ThrowsAsync<SpoolException>(() => PostgresDatabase.OpenAsync(database.Address, Options));
            Assert.Equal(SpoolFailure.ReadOnly, failed.Failure);
        }
        finally
        {
            await server.ExecuteAsync("ALTER ROLE relay RESET default_transaction_read_only");
        }
    }

    [Fact]
    public async Task Should_say_that_nobody_answers()
    {
        var failed = await Assert.ThrowsAsync<SpoolException>(
            () => PostgresDatabase.OpenAsync("Host=127.0.0.1;Port=1;Username=relay;Database=relay", Options));

        Assert.Equal(SpoolFailure.Unreachable, failed.Failure);
    }

    [Fact]
    public async Task Should_say_that_the_address_is_none()
    {
        var failed = await Assert.ThrowsAsync<SpoolException>(() => PostgresDatabase.OpenAsync("Nonsense=1", Options));

        Assert.Contains("relay.spool.store", failed.Message, StringComparison.Ordinal);
    }

    private async Task<PostgresSpoolDatabase> BeginAsync() => new(await server.BeginSchemaAsync());
}
