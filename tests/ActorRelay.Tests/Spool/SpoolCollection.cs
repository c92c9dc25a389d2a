namespace ActorRelay.Tests.Spool;

/// <summary>Specs of the store: they share a server, and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class SpoolCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "spool";
}
