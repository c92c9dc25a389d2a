using System.Data.Common;
using ActorRelay.Spool;
using ActorRelay.Spool.Postgres;
using Npgsql;

namespace ActorRelay.Tests.Spool;

/// <summary>A schema of its own in the tests' server, and an ordinary user.</summary>
internal sealed class PostgresSpoolDatabase(string address) : SpoolDatabase
{
    public override string Address => address;

    public override Task<SpoolOpening> OpenAsync(SpoolOptions options) => PostgresDatabase.OpenAsync(address, options);

    public override Task SetVersionAsync(int version) => ExecuteAsync($"UPDATE spool_schema SET version = {version}");

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection($"{address};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
