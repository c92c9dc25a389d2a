using System.Net.Sockets;
using Npgsql;

namespace ActorRelay.Spool.Postgres;

/// <summary>What PostgreSQL's error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) mean for the spool.</summary>
internal static class PostgresFailures
{
    public static SpoolException Explain(Exception failure) => failure as SpoolException
        ?? new SpoolException(Kind(failure), $"spool in PostgreSQL: {failure.Message}", failure);

    /// <summary>What Npgsql says names what it does not understand, and that may be a part of a password.</summary>
    public static SpoolException OfConnectionString() => new(
        SpoolFailure.Other,
        "spool in PostgreSQL: relay.spool.store is no connection string that Npgsql understands; a value with ; = or a quote in it "
        + "stands in quotes, as Password='a;b'");

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

        // The states that begin so say that the server stops, starts, or has lost the connection.
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) =>
            SpoolFailure.Unreachable,
        _ => SpoolFailure.Other,
    };
}
