using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Lists what is not at its default.</summary>
/// <param name="hidden">What must not be shown, wherever it stands.</param>
internal sealed class ChangedSettings(HiddenTexts hidden)
{
    private const string Secrets = "relay.edge.secrets";

    private readonly ImmutableArray<ChangedSetting>.Builder _changed = ImmutableArray.CreateBuilder<ChangedSetting>();

    public ImmutableArray<ChangedSetting> Find(HoconObject root, HoconObject reference)
    {
        Add("", root, reference);
        return _changed.ToImmutable();
    }

    private void Add(string path, HoconObject settings, HoconObject? defaults)
    {
        foreach (var field in settings.Fields)
        {
            var key = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var byDefault = defaults?.Find(field.Name)?.Value;
            if (field.Value is HoconObject { Fields.IsEmpty: false } section)
            {
                Add(key, section, byDefault as HoconObject);
            }
            else if (byDefault is null || HoconRenderer.Render(byDefault) != HoconRenderer.Render(field.Value))
            {
                var shown = HoconRenderer.Render(Hide(field.Value, IsSecret(key)));
                _changed.Add(new ChangedSetting(hidden.Replace(key), shown, PlacesOf(field.Value)));
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
            SecretNames.IsSecret(key));

    /// <summary>
    /// Of a secret or a mask, all but its name, its file and the like; inside lists of others, what its name gives away.
    /// </summary>
    private HoconValue Hide(HoconValue value, bool secret) => value switch
    {
        HoconText text when secret || hidden.AreIn(text.Text) => new HoconText(HiddenTexts.Shown, true, text.Place),
        HoconList list => new HoconList([.. list.Items.Select(i => Hide(i, secret))], list.Place),
        HoconObject fields => new HoconObject(
            [.. fields.Fields.Select(f => f with { Value = Hide(f.Value, HidesField(f.Name, secret)) })],
            fields.Place),
        _ => value,
    };

    private static bool HidesField(string name, bool inSecret) =>
        inSecret ? !SecretNames.IsPlain(name) : name is "mask" || IsSecret(name);
}
