using System.Collections.Immutable;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>Finds the route of a dataset: the first that matches takes it.</summary>
internal sealed class RouteTable(ImmutableArray<RouteSettings> routes)
{
    /// <returns>Null when no route takes it.</returns>
    public RouteSettings? Find(string dataset) =>
        routes.FirstOrDefault(route => route.Datasets.Any(pattern => Glob.Matches(pattern, dataset)));
}
