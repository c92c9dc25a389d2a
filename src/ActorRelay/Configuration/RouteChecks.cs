using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>How routes stand to each other: what one keeps from another, and what gets by all of them.</summary>
internal static class RouteChecks
{
    /// <summary>More could not all be looked at in one pass over a record.</summary>
    private const int MaxWhereFields = 32;

    /// <param name="routes">All of them, with the sections they were read from.</param>
    public static void Check(ImmutableArray<(RouteSettings Settings, SettingsSection Section)> routes, SettingsSection relay)
    {
        for (var i = 0; i < routes.Length; i++)
        {
            var (route, section) = routes[i];
            CatalogueChecks.Check(route, section);
            var before = routes[..i].Select(other => other.Settings).ToList();
            if (AreCovered(route, [.. before.Where(other => other.LetsNoneBy)]))
            {
                section.Log.Warn(
                    section.Value.Place, section.Path, null,
                    "routes before this one take all of its datasets, so this one takes none");
            }
            else
            {
                CheckReading(route, [.. before.Where(other => !other.LetsNoneBy && Overlap(other, route))], section);
            }

            if (route.Rules.Where is not null
                && !AreCovered(route, [.. routes.Select(r => r.Settings).Where(other => other.Rules.Where is null)]))
            {
                section.Warn(
                    "where", "no route without a where takes these datasets: records for which none holds are filtered");
            }
        }

        var fields = routes.SelectMany(r => r.Settings.Rules.Where?.Fields ?? []).Distinct().Count();
        if (fields > MaxWhereFields)
        {
            relay.Error("routes", $"their where name {fields} fields; expected at most {MaxWhereFields}");
        }
    }

    /// <summary>A body is read once, for all routes that its records can take.</summary>
    private static void CheckReading(RouteSettings route, IReadOnlyList<RouteSettings> before, SettingsSection section)
    {
        if (before.Any(other => other.Input != route.Input))
        {
            section.Error("input", "a route before this one, which lets records by, reads the same datasets' lines as "
                + "the other of json and text");
        }

        if (before.Any(other => other.Unwrap != route.Unwrap))
        {
            section.Error("unwrap", "a route before this one, which lets records by, takes the same datasets and has "
                + "another unwrap; they must agree");
        }

        if (before.Any(other => other.InvalidUtf8 != route.InvalidUtf8))
        {
            section.Error("invalid-utf8", "a route before this one, which lets records by, takes the same datasets and has "
                + "the other of replace and quarantine");
        }

        if (!route.EventTime.IsEmpty
            && before.Any(other => !other.EventTime.IsEmpty && !other.EventTime.SequenceEqual(route.EventTime)))
        {
            section.Error("event-time", "a route before this one, which lets records by, takes the same datasets and has "
                + "another event-time; a record has one time for all routes, so they must agree, or one of them say it");
        }
    }

    /// <summary>Each of the route's datasets is one of theirs. As text, <c>*</c> matches only what matches all it can stand for.</summary>
    private static bool AreCovered(RouteSettings route, IReadOnlyList<RouteSettings> by) =>
        route.Datasets.All(pattern => by.Any(other => other.Takes(pattern)));

    private static bool Overlap(RouteSettings a, RouteSettings b) =>
        a.Datasets.Any(x => b.Datasets.Any(y => Overlap(x, y)));

    /// <summary>Whether some name matches both patterns: whether what is left of each can, from the ends on.</summary>
    private static bool Overlap(string a, string b)
    {
        var can = new bool[a.Length + 1, b.Length + 1];
        for (var i = a.Length; i >= 0; i--)
        {
            for (var j = b.Length; j >= 0; j--)
            {
                can[i, j] = (i == a.Length && j == b.Length)
                    || (i < a.Length && a[i] == '*' && (can[i + 1, j] || (j < b.Length && can[i, j + 1])))
                    || (j < b.Length && b[j] == '*' && (can[i, j + 1] || (i < a.Length && can[i + 1, j])))
                    || (i < a.Length && j < b.Length && can[i + 1, j + 1]
                        && char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]));
            }
        }

        return can[0, 0];
    }
}
