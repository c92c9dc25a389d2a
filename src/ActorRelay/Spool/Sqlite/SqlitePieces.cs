using ActorRelay.Spool.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorRelay.Spool.Sqlite;

/// <summary>
/// Writes pieces of bodies past the driver's parameters: of an array that is meant in part it makes a copy, and each body
/// would be garbage as large as itself.
/// </summary>
internal static class SqlitePieces
{
    private const string Insert = "INSERT INTO spool_chunk (batch, number, checksum, body) VALUES (?, ?, ?, ?)";

    /// <exception cref="SqliteException">It is not written.</exception>
    public static void Write(SqliteConnection connection, SpoolPiece piece)
    {
        var database = connection.Handle;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, Insert, out var statement), database);
        using (statement)
        {
            Check(raw.sqlite3_bind_text(statement, 1, piece.Batch));
            Check(raw.sqlite3_bind_int(statement, 2, piece.Number));
            Check(raw.sqlite3_bind_int64(statement, 3, SpoolPiece.ChecksumOf(piece.Content)));

            // An empty span would be bound as NULL.
            Check(piece.Content.Count == 0
                ? raw.sqlite3_bind_zeroblob(statement, 4, 0)
                : raw.sqlite3_bind_blob(statement, 4, piece.Content.AsSpan()));
            Check(raw.sqlite3_step(statement));
        }

        void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
    }
}
