namespace ActorRelay.Tests.Spool;

/// <summary>What every store must do, whatever the database.</summary>
[Collection(SpoolCollection.Name)]
public abstract class SpoolSpecs(PostgresServer server)
{
    public static TheoryData<string> Databases => SpoolDatabases.All;

    protected PostgresServer Server => server;

    private protected Task<SpoolDatabase> BeginAsync(string kind) => SpoolDatabases.BeginAsync(kind, server);
}
