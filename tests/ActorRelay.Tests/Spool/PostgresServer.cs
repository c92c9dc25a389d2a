using ActorRelay.Tests.EndToEnd;
using Npgsql;

namespace ActorRelay.Tests.Spool;

/// <summary>
/// A PostgreSQL server on a socket in a folder of its own, for all specs of a collection; each gets a schema. It can be
/// stopped hard and started again. Not there when <see cref="Missing"/> says so.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ChildProcess? _process;
    private int _schemas;

    /// <summary>
    /// Why a spec that needs it is left out; null when it is there. Under continuous integration nothing is left out:
    /// there a missing server fails the spec.
    /// </summary>
    public static string? Missing { get; } =
        File.Exists(Program("postgres")) || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "needs PostgreSQL: ./build.sh postgresql";

    private string Data => _folder.File("data");

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        await using (var initdb = ChildProcess.Start(
            _folder.Path, Program("initdb"), "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"))
        {
            Assert.True(await initdb.ExitedAsync() == 0, initdb.Said);
        }

        await StartAsync();
        await ExecuteAsync("CREATE ROLE relay LOGIN");
        await ExecuteAsync("CREATE DATABASE relay OWNER relay");
    }

    /// <summary>How an ordinary user connects, with a schema that is empty.</summary>
    public async Task<string> BeginSchemaAsync()
    {
        var schema = $"spec_{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync("relay", "relay", $"CREATE SCHEMA {schema}");
        return $"{Address("relay", "relay")};Search Path={schema}";
    }

    /// <summary>Does what an ordinary user may not.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync("postgres", "postgres", sql);

    public async Task StartAsync()
    {
        // On the socket only.
        _process = ChildProcess.Start(
            _folder.Path, Program("postgres"), "-D", Data, "-k", _folder.Path, "-c", "listen_addresses=");
        await Eventually.TrueAsync(
            async () => _process.HasExited || await AnswersAsync(), () => $"it does not answer:\n{_process.Said}");
        Assert.False(_process.HasExited, $"it ends at once:\n{_process.Said}");
    }

    /// <summary>Without a word to its clients, and without writing what it had not: it recovers at the next start.</summary>
    public async Task StopHardAsync()
    {
        _process!.Send(Signal.Quit);
        await _process.ExitedAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await StopHardAsync();
        }

        _folder.Dispose();
    }

    private static string Program(string name) => Path.Combine(Repository.Root, ".postgresql", "bin", name);

    private string Address(string user, string database) =>
        $"Host={_folder.Path};Username={user};Database={database};Timeout=5";

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string user, string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{Address(user, database)};Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
