using ActorRelay.Tests.Judge;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Specs that start processes and move many bytes: one after the other, when all the quick ones have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection : ICollectionFixture<MatrixTable>
{
    public const string Name = "end to end";
}
