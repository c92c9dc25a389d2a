using System.Data;
using System.Data.Common;

namespace ActorRelay.Spool.Sql;

/// <summary>A connection, perhaps within a transaction, as the statements of the store use it.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction = null)
{
    public DbConnection Connection => connection;

    /// <summary>Runs statements; how many rows they changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params IEnumerable<(string Name, object? Value)> parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
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
