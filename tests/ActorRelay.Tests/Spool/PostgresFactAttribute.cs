namespace ActorRelay.Tests.Spool;

/// <summary>A test that needs the PostgreSQL server.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
