using System.Collections.Concurrent;

namespace ActorRelay.Configuration;

/// <summary>
/// The routes of each dataset, looked up once and not for each post. Senders choose the names of datasets, so it remembers a
/// bounded number; those beyond are looked up each time. Any number of threads may ask it.
/// </summary>
internal sealed class RouteTable(RelaySettings settings)
{
    private const int MaxRemembered = 1024;

    private readonly ConcurrentDictionary<string, DatasetRoutes> _known = new(StringComparer.Ordinal);

    /// <returns>Null when no route lists the dataset.</returns>
    public DatasetRoutes? Of(string dataset)
    {
        if (_known.TryGetValue(dataset, out var known))
        {
            return known;
        }

        if (DatasetRoutes.Find(settings.Routes, dataset) is not { } found)
        {
            return null;
        }

        found = found with { Outputs = OutputPlan.For(found, dataset, settings) };
        return _known.Count < MaxRemembered ? _known.GetOrAdd(dataset, found) : found;
    }
}
