using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Configuration;

/// <summary>
/// Names of datasets and fields that the catalogue nearly has: a route with one of them takes, keeps or hides nothing, and
/// nobody is told. Warnings only, for names may be new, or a job's own.
/// </summary>
internal static class CatalogueChecks
{
    private static readonly ImmutableArray<string> Lists = ["include", "exclude"];

    private static readonly ImmutableArray<string> Objects = ["rename", "mask"];

    /// <summary>These go by what a name says: in another spelling it is the same.</summary>
    private static readonly ImmutableArray<string> Hiding = ["exclude", "mask"];

    /// <summary>Edits that a slip takes, and that turn few names into another that somebody uses.</summary>
    private const int MostEdits = 2;

    public static void Check(RouteSettings route, SettingsSection section)
    {
        CheckDatasets(section);
        var fields = DatasetCatalogue.All.Where(dataset => route.Takes(dataset.Name))
            .SelectMany(dataset => dataset.Fields)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var field in route.Rules.Where?.Fields ?? [])
        {
            CheckField(section, fields, "where", section.PlaceOf("where"), section.Show(section.Find("where")), field);
        }

        foreach (var key in Lists)
        {
            foreach (var text in ((section.Find(key) as HoconList)?.Items ?? []).OfType<HoconText>())
            {
                CheckField(section, fields, key, text.Place, section.Show(text), text.Text);
            }
        }

        foreach (var key in Objects)
        {
            foreach (var field in (section.Find(key) as HoconObject)?.Fields ?? [])
            {
                CheckField(section, fields, key, field.KeyPlace, section.Log.Show(field.Name), field.Name);
            }
        }
    }

    private static void CheckDatasets(SettingsSection section)
    {
        var value = section.Find("datasets");
        ImmutableArray<HoconValue> items = value is HoconList list ? list.Items : value is null ? [] : [value];
        foreach (var text in items.OfType<HoconText>())
        {
            CheckDataset(section.Log, text.Place, section.KeyOf("datasets"), section.Show(text), text.Text);
        }
    }

    public static void CheckDataset(SettingsLog log, Place place, string key, string? shown, string name)
    {
        if (DatasetCatalogue.Find(name) is null && Nearest(name, DatasetCatalogue.All.Select(dataset => dataset.Name)) is { } near)
        {
            log.Warn(place, key, shown, $"Logpush has no dataset of this name; did you mean {near}?");
        }
    }

    private static void CheckField(
        SettingsSection section, HashSet<string> known, string key, Place place, string? shown, string name)
    {
        // Of a path into a value, the catalogue knows the first name alone.
        var field = name.Split('.')[0];
        if (!field.Contains('*') && !known.Contains(field) && Nearest(field, known) is { } near
            && !(Hiding.Contains(key) && FieldName.AreAlike(field, near)))
        {
            section.Log.Warn(
                place, section.KeyOf(key), shown,
                $"no record of these datasets is known to have the field {SettingsText.Printable(field)}; did you mean {near}?");
        }
    }

    /// <summary>Null when none is near, or it is a pattern.</summary>
    private static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var byPlainName = candidates.GroupBy(Plain, StringComparer.Ordinal)
            .ToDictionary(names => names.Key, names => names.Order(StringComparer.Ordinal).First(), StringComparer.Ordinal);
        var plain = Plain(name);
        return name.Contains('*') || NearestName.Find(plain, byPlainName.Keys) is not { } near
            || NearestName.Edits(plain, near) > Math.Min(MostEdits, plain.Length / 4)
            ? null
            : byPlainName[near];
    }

    /// <summary>Without what people write one way or the other.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
