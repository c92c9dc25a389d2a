using System.Collections.Immutable;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>
/// The routes that records of one dataset can take: those that list it, up to the first that lets no record by. Mostly
/// that is one.
/// </summary>
internal sealed record DatasetRoutes
{
    private DatasetRoutes(ImmutableArray<RouteSettings> routes)
    {
        Routes = routes;
        Receivers = [.. routes.SelectMany(route => route.Receivers).Distinct(StringComparer.Ordinal)];
        EventTime = routes.Select(route => route.EventTime).FirstOrDefault(static names => !names.IsEmpty, []);
    }

    /// <summary>In the order of the settings; at least one.</summary>
    public ImmutableArray<RouteSettings> Routes { get; }

    /// <summary>All Receivers they name, each once. None when every record is discarded.</summary>
    public ImmutableArray<string> Receivers { get; }

    /// <summary>What the lines are: the same in all of them.</summary>
    public InputStyle Input => Routes[0].Input;

    /// <summary>The member of an envelope that has the records: the same in all of them.</summary>
    public string Unwrap => Routes[0].Unwrap;

    /// <summary>What becomes of lines that are not valid UTF-8: the same in all of them.</summary>
    public InvalidUtf8 InvalidUtf8 => Routes[0].InvalidUtf8;

    /// <summary>Where the event time is: what the first of them says that says anything, for a record has one time.</summary>
    public ImmutableArray<string> EventTime { get; }

    /// <summary>How its lines are made, where a <see cref="RouteTable"/> has worked that out; else default.</summary>
    public ImmutableArray<OutputPlan> Outputs { get; init; }

    /// <summary>One of them hides something of its records from who gets the lines.</summary>
    public bool Hide => Routes.Any(static route => route.Rules.Shape is { Hides: true });

    /// <summary>They make the same records of a body.</summary>
    public bool ReadLike(DatasetRoutes other) => Routes[0].ReadsLike(other.Routes[0]);

    /// <returns>Null when no route lists the dataset.</returns>
    public static DatasetRoutes? Find(ImmutableArray<RouteSettings> routes, string dataset)
    {
        var found = ImmutableArray.CreateBuilder<RouteSettings>();
        foreach (var route in routes.Where(route => route.Takes(dataset)))
        {
            // The settings' reader lets no two go together that read bodies differently.
            if (found.Count > 0 && !found[0].ReadsLike(route))
            {
                continue;
            }

            found.Add(route);
            if (route.LetsNoneBy)
            {
                break;
            }
        }

        return found.Count == 0 ? null : new DatasetRoutes(found.ToImmutable());
    }

    /// <summary>The routes as one Receiver sees them, without those that change nothing for it.</summary>
    public ImmutableArray<RouteOfOutput> Of(string receiver)
    {
        var seen = Routes
            .Select(route => new RouteOfOutput(route.Rules, route.Receivers.Contains(receiver)))
            .Where(route => route.Delivers || !route.Rules.GoesOn)
            .ToImmutableArray();
        return seen[..(seen.Select((route, i) => route.Delivers ? i + 1 : 0).Max())];
    }
}
