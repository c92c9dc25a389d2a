using System.Data;
using System.Data.Common;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// A connection, perhaps within a transaction, as the statements of the store use it. Statements that change something
/// stay prepared until its end: a group of writes is mostly the same few, hundreds of times.
/// </summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction = null) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _changes = [];

    public DbConnection Connection => connection;

    /// <summary>Runs statements; how many rows they changed.</summary>
    public Task<int> ExecuteAsync(string sql, params IEnumerable<(string Name, object? Value)> parameters)
    {
        if (!_changes.TryGetValue(sql, out var command))
        {
            _changes.Add(sql, command = Command(sql, parameters));
            return command.ExecuteNonQueryAsync();
        }

        // New values only: Npgsql goes on with the parameters that it has once found in the text.
        foreach (var (name, value) in parameters)
        {
            command.Parameters[name].Value = value ?? DBNull.Value;
        }

        return command.ExecuteNonQueryAsync();
    }

    /// <summary>All rows of a statement.</summary>
    public async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params IEnumerable<(string Name, object? Value)> parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The only row of a statement, whose columns are read in their order, and long ones in parts; default when there is none.</summary>
    public async Task<T?> ReadAsync<T>(
        string sql, Func<DbDataReader, T> read, params IEnumerable<(string Name, object? Value)> parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
        return await reader.ReadAsync() ? read(reader) : default;
    }

    /// <summary>The one whole number that a statement gives.</summary>
    public async Task<long> NumberAsync(string sql, params IEnumerable<(string Name, object? Value)> parameters) =>
        (await QueryAsync(sql, row => row.GetInt64(0), parameters)).Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _changes.Values)
        {
            await command.DisposeAsync();
        }
    }

    private DbCommand Command(string sql, IEnumerable<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
