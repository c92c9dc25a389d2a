using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Lists what is not at its default.</summary>
internal static class ChangedSettings
{
    private const string Secrets = "relay.edge.secrets";

    private static readonly string[] SecretWords =
        ["password", "secret", "token", "connection-string", "passphrase", "cookie"];

    /// <param name="root">The settings.</param>
    /// <param name="reference">The defaults.</param>
    public static ImmutableArray<ChangedSetting> Find(HoconObject root, HoconObject reference)
    {
        var changed = ImmutableArray.CreateBuilder<ChangedSetting>();
        Add(changed, "", root, reference);
        return changed.ToImmutable();
    }

    private static void Add(
        ImmutableArray<ChangedSetting>.Builder changed, string path, HoconObject settings, HoconObject? defaults)
    {
        foreach (var field in settings.Fields)
        {
            var key = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var byDefault = defaults?.Find(field.Name)?.Value;
            if (field.Value is HoconObject { Fields.IsEmpty: false } section)
            {
                Add(changed, key, section, byDefault as HoconObject);
            }
            else if (byDefault is null || HoconRenderer.Render(byDefault) != HoconRenderer.Render(field.Value))
            {
                var shown = HoconRenderer.Render(Hide(field.Value, IsSecret(key)));
                changed.Add(new ChangedSetting(key, shown, PlacesOf(field.Value)));
            }
        }
    }

    /// <summary>Of a list that is in one source, its own place; else that of the first item in each.</summary>
    private static ImmutableArray<Place> PlacesOf(HoconValue value)
    {
        ImmutableArray<Place> items = value is HoconList list
            ? [.. list.Items.Select(item => item.Place).DistinctBy(place => place.Source)]
            : [];
        return items.Length > 1 ? items : [value.Place];
    }

    private static bool IsSecret(string key) =>
        key == Secrets || key.StartsWith($"{Secrets}.", StringComparison.Ordinal) ||
        (!key.StartsWith("relay.", StringComparison.Ordinal) &&
            SecretWords.Any(w => key.Contains(w, StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// Of a secret or a mask, all but its name, its file and the like; inside lists of others, what its name gives away.
    /// </summary>
    private static HoconValue Hide(HoconValue value, bool secret) => value switch
    {
        HoconText text when secret => new HoconText("***", true, text.Place),
        HoconList list => new HoconList([.. list.Items.Select(i => Hide(i, secret))], list.Place),
        HoconObject fields => new HoconObject(
            [.. fields.Fields.Select(f => f with { Value = Hide(f.Value, HidesField(f.Name, secret)) })],
            fields.Place),
        _ => value,
    };

    private static bool HidesField(string name, bool inSecret) =>
        inSecret ? name is not ("name" or "file" or "paths" or "key-file" or "digits") : name is "mask" || IsSecret(name);
}
