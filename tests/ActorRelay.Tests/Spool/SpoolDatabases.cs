namespace ActorRelay.Tests.Spool;

/// <summary>The databases that every spec of the store runs against.</summary>
internal static class SpoolDatabases
{
    private const string Sqlite = "sqlite";
    private const string Postgres = "postgresql";

    public static TheoryData<string> All { get; } =
        PostgresServer.Missing is null ? [Sqlite, Postgres] : [Sqlite];

    public static async Task<SpoolDatabase> BeginAsync(string kind, PostgresServer server) => kind == Sqlite
        ? new SqliteSpoolDatabase()
        : new PostgresSpoolDatabase(await server.BeginSchemaAsync());
}
