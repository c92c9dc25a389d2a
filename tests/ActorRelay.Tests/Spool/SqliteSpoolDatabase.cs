using System.Data.Common;
using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;
using ActorRelay.Tests.EndToEnd;
using Microsoft.Data.Sqlite;

namespace ActorRelay.Tests.Spool;

internal sealed class SqliteSpoolDatabase : SpoolDatabase
{
    private readonly TestFolder _folder = new();

    public override string Address => Path.Combine(Folder, "spool.db");

    public string Folder => _folder.File("spool");

    public override Task<SpoolOpening> OpenAsync(SpoolOptions options) => SqliteDatabase.OpenAsync(Address, options);

    public override Task SetVersionAsync(int version) => ExecuteAsync($"PRAGMA user_version = {version}");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Address};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
