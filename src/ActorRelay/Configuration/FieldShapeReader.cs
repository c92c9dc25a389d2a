using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Records.Shaping;

namespace ActorRelay.Configuration;

/// <summary>Reads what a route makes of fields: include, exclude, rename, mask, add, drop-empty, flatten.</summary>
/// <param name="readFile">A file by its path: the absolute one, and the text.</param>
internal sealed class FieldShapeReader(Func<string, (string Path, HoconFile File)> readFile)
{
    /// <summary>The keys it reads.</summary>
    public static readonly ImmutableArray<string> Keys =
        ["include", "exclude", "rename", "mask", "add", "drop-empty", "flatten"];

    private const int MaxFields = 256;
    private const int LongestName = 64;

    private static readonly ImmutableArray<(string, bool)> Switch = [("false", false), ("true", true)];

    private static readonly ImmutableArray<(string Name, AddedValue Value)> Placeholders =
    [
        ("{batch}", AddedValue.Batch), ("{line}", AddedValue.Line), ("{event-time:unix}", AddedValue.EventTimeUnix),
        ("{dataset}", AddedValue.Dataset), ("{source}", AddedValue.Source),
    ];

    /// <returns>Null when fields stay as they are.</returns>
    public FieldShape? Read(SettingsSection route)
    {
        var rename = ReadRename(route.Section("rename"));
        var add = ReadAdd(route.Section("add"));
        foreach (var name in rename.Select(r => r.NewName).Concat(add.Select(a => a.Name)).GroupBy(n => n).Where(g => g.Count() > 1))
        {
            route.Error("rename", $"two fields cannot both be named {route.Log.Show(name.Key)}");
        }

        var shape = new FieldShape(
            ReadPatterns(route, "include"), ReadPatterns(route, "exclude", hides: true), rename, ReadMask(route.Section("mask")), add)
        {
            DropEmpty = route.Choice("drop-empty", Switch, false),
            Flatten = route.Choice("flatten", Switch, false),
        };
        if (shape is { HidesParts: true, Flatten: false })
        {
            route.Warn(
                route.Has("mask") ? "mask" : "exclude",
                "a name with a dot is one within an array or object, and without flatten = true none is taken apart: "
                + "one that has such a part is masked or left out as a whole");
        }

        return shape.DoesNothing ? null : shape;
    }

    private static ImmutableArray<FieldPattern> ReadPatterns(SettingsSection route, string key, bool hides = false)
    {
        var texts = route.Texts(key, MaxFields);
        foreach (var text in texts.Where(t => t.Text.Length is 0 or > LongestName))
        {
            route.Log.Error(
                text.Place, route.KeyOf(key), route.Show(text),
                $"expected the name of a field, * for any characters, with 1 to {LongestName} of them");
        }

        return [.. texts.Select(t => new FieldPattern(t.Text, hides))];
    }

    private static ImmutableArray<(string Name, string NewName)> ReadRename(SettingsSection rename)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var field in Fields(rename))
        {
            if (field.Value is HoconText { Text.Length: > 0 and <= LongestName } text)
            {
                pairs.Add((field.Name, text.Text));
            }
            else
            {
                Fail(rename, field, $"expected the field's new name, with 1 to {LongestName} characters");
            }
        }

        return pairs.ToImmutable();
    }

    private ImmutableArray<(string Name, FieldMask Mask)> ReadMask(SettingsSection mask)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, FieldMask)>();
        var hash = new MaskHashReader(readFile);
        foreach (var field in Fields(mask))
        {
            switch (field.Value)
            {
                case HoconText text:
                    pairs.Add((field.Name, FieldMask.Text(text.Text)));
                    break;
                case HoconObject fields:
                    pairs.Add((field.Name, hash.Read(new SettingsSection(
                        mask.Log, mask.KeyOf(field.Name), $"{mask.Pattern}.*", fields, secret: true))));
                    break;
                default:
                    Fail(mask, field, "expected a text, or { key or key-file, digits }");
                    break;
            }
        }

        return pairs.ToImmutable();
    }

    private static ImmutableArray<AddedField> ReadAdd(SettingsSection add)
    {
        var fields = ImmutableArray.CreateBuilder<AddedField>();
        foreach (var field in Fields(add))
        {
            if (field.Value is not HoconText text)
            {
                Fail(add, field, $"expected a text, a number, true, false, or one of {Names()}");
                continue;
            }

            var placeholder = Placeholders.FirstOrDefault(p => p.Name == text.Text);
            if (placeholder.Name is null && text.Text.StartsWith('{') && text.Text.EndsWith('}'))
            {
                Fail(add, field, $"there is no such placeholder; there are {Names()}");
            }

            fields.Add(placeholder.Name is null
                ? new AddedField(field.Name, AddedValue.Constant, JsonText.Of(text.Text, !text.Quoted))
                : new AddedField(field.Name, placeholder.Value, []));
        }

        return fields.ToImmutable();

        static string Names() => string.Join(", ", Placeholders.Select(p => p.Name));
    }

    private static IEnumerable<HoconField> Fields(SettingsSection section)
    {
        var fields = section.Members();
        if (fields.Length > MaxFields)
        {
            section.Log.Error(
                section.Value.Place, section.Path, null,
                string.Create(CultureInfo.InvariantCulture, $"expected at most {MaxFields} fields, found {fields.Length}"));
            return [];
        }

        foreach (var field in fields.Where(f => f.Name.Length is 0 or > LongestName))
        {
            section.Log.Error(
                field.KeyPlace, section.Path, null, $"the name of a field has 1 to {LongestName} characters");
        }

        return fields;
    }

    private static void Fail(SettingsSection section, HoconField field, string message) => section.Log.Error(
        field.Value.Place,
        section.KeyOf(field.Name),
        section.Show(field.Value),
        field.Value is HoconObject ? $"{message}; a name with a dot in it goes in quotes" : message);
}
