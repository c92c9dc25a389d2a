using System.Net.Sockets;
using Npgsql;

namespace ActorRelay.Spool.Postgres;

/// <summary>What PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) mean for the spool.</summary>
internal static class PostgresFailures
{
    public static SpoolException Explain(Exception failure) => failure as SpoolException
        ?? new SpoolException(Kind(failure), $"spool in PostgreSQL: {failure.Message}", failure);

    private static SpoolFailure Kind(Exception failure) => failure switch
    {
        PostgresException answer => Kind(answer.SqlState),
        NpgsqlException or SocketException or IOException or TimeoutException => SpoolFailure.Unreachable,
        _ => SpoolFailure.Other,
    };

    private static SpoolFailure Kind(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => SpoolFailure.DiskFull,
        PostgresErrorCodes.ReadOnlySqlTransaction => SpoolFailure.ReadOnly,
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => SpoolFailure.Locked,
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidSchemaName => SpoolFailure.Gone,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => SpoolFailure.Corrupt,
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification => SpoolFailure.Denied,
        PostgresErrorCodes.TooManyConnections => SpoolFailure.Unreachable,

        // The server stops, starts or has lost the connection.
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) =>
            SpoolFailure.Unreachable,
        _ => SpoolFailure.Other,
    };
}
