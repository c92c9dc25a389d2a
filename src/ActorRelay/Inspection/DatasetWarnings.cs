using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;
using ActorRelay.Streams;

namespace ActorRelay.Inspection;

/// <summary>
/// What is wrong with the records of a dataset as they come, by the settings: event times that a Receiver does not expect
/// or that are not there, and fields that rules are to hide and that nobody sees. A job may give its fields other names
/// at any time, and then what the settings say of them does nothing.
/// </summary>
/// <param name="settings">Those in force.</param>
/// <param name="received">It says how many records of a dataset have come since the relay started.</param>
internal sealed class DatasetWarnings(CurrentSettings settings, Func<string, long> received)
{
    /// <summary>So many records must have come without a field for it to be missed.</summary>
    public const int MissedAfter = 1_000;

    /// <summary>And so many of them must have been looked at.</summary>
    public const int MissedAfterLooks = 20;

    /// <returns>Each with what it is about, which stays the same where the words may change.</returns>
    public ImmutableArray<(string About, string Text)> Of(DatasetHistory history, SeenDataset? seen)
    {
        if (seen is null)
        {
            return [];
        }

        var warnings = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var text in ExpectedEventTimes.Warnings(
            seen.Name, history.EventTimes, settings.Now.Receivers.Where(receiver => seen.Receivers.Contains(receiver.Name))))
        {
            warnings.Add((text, text));
        }

        if (history.LacksEventTimes)
        {
            warnings.Add(("event-time", WithoutEventTime(seen)));
        }

        foreach (var text in HiddenNowhere(history, seen))
        {
            warnings.Add((text, text));
        }

        return warnings.ToImmutable();
    }

    private static string WithoutEventTime(SeenDataset seen)
    {
        var names = Listed(seen.EventTimes);
        var candidates = seen.TimeCandidates;
        return $"most records of {seen.Name} have no event time in {names}, so their headers have the time of receipt: "
            + (candidates.IsEmpty
                ? "no field of theirs looks like one; let the job send it"
                : $"{Listed(candidates)} look{(candidates.Length == 1 ? "s" : "")} like one; name it in event-time of the route, "
                    + $"such as event-time = [\"{SettingsText.Printable(candidates[0])}\"], or let the job name it so");
    }

    private IEnumerable<string> HiddenNowhere(DatasetHistory history, SeenDataset seen)
    {
        var routes = settings.Now.Routes;
        if (DatasetRoutes.Find(routes, seen.Name) is not { } taken)
        {
            yield break;
        }

        foreach (var route in taken.Routes.Where(route => route.Rules.Shape is not null && route.Receivers.Length > 0))
        {
            foreach (var name in route.Rules.Shape!.HiddenFields.Where(name => IsExpected(route, seen.Name, name)))
            {
                if (IsMissed(history, seen.Name, name))
                {
                    yield return $"no record of {seen.Name} that was looked at has the field {SettingsText.Printable(name)}, which "
                        + $"relay.routes[{routes.IndexOf(route)}] masks or excludes; if the job gives it another name, it goes out "
                        + "in clear: let the rule name it so";
                }
            }
        }
    }

    /// <summary>The field should be there: the catalogue has it, or the settings speak of this very dataset.</summary>
    private static bool IsExpected(RouteSettings route, string dataset, string field) =>
        route.Datasets.Contains(dataset, StringComparer.OrdinalIgnoreCase)
        || DatasetCatalogue.Find(dataset)?.Fields.Any(known => FieldName.AreAlike(known, RootOf(field))) == true;

    private bool IsMissed(DatasetHistory history, string dataset, string name) =>
        history.LastLookOf(field => FieldName.AreAlike(field, name) || FieldName.AreAlike(field, RootOf(name))) is { } last
        && (history.Looks - last >= MissedAfter
            || (last == 0 && history.Looks >= MissedAfterLooks && received(dataset) >= MissedAfter));

    /// <summary>Of a path into a value, the top-level field; what is in it may be anything.</summary>
    private static string RootOf(string name) => name.Split('.')[0];

    private static string Listed(ImmutableArray<string> names) => string.Join(", ", names.Select(SettingsText.Printable));
}
