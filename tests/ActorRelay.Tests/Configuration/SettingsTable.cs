using System.Text;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration;

/// <summary>Tables of settings in Markdown, made of the reference: key, default, comment.</summary>
internal static class SettingsTable
{
    /// <summary>What the example shows there is no default.</summary>
    private static readonly string[] WithoutDefault = ["relay.receivers.*.address", "relay.edge.secrets.*.", "relay.routes.*.mask.*.key", "relay.expect."];

    /// <summary>Of some keys, in their order.</summary>
    public static string Of(Reference reference, IEnumerable<string> keys)
    {
        var text = new StringBuilder("| setting | default | |\n|---|---|---|\n");
        foreach (var key in keys)
        {
            Append(text, reference.Entries.Single(entry => entry.Key == $"relay.{key}"));
        }

        return text.ToString();
    }

    /// <summary>Of all, a heading for each part of the reference.</summary>
    public static string All(Reference reference)
    {
        var text = new StringBuilder();
        foreach (var part in reference.Entries.GroupBy(PartOf))
        {
            var about = part.Where(IsHead).Select(entry => entry.Comment).FirstOrDefault(comment => comment.Length > 0);
            text.Append($"## {Show(part.Key)}\n\n{(about is null ? "" : $"{Escape(about)}\n\n")}");
            text.Append("| setting | default | |\n|---|---|---|\n");
            foreach (var entry in part.Where(entry => !IsHead(entry) && !IsSaidByItsFields(entry, reference)))
            {
                Append(text, entry);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Settings of the relay itself are one part, each object another.</summary>
    private static string PartOf(ReferenceEntry entry)
    {
        var words = entry.Key.Split('.');
        return words.Length == 2 && !entry.IsObject && entry.Value is not HoconList ? "relay"
            : words[1] == "receivers" ? "relay.receivers.*" : $"relay.{words[1]}";
    }

    /// <summary>The heading says it.</summary>
    private static bool IsHead(ReferenceEntry entry) =>
        entry.IsObject && (entry.Key == PartOf(entry) || $"{entry.Key}.*" == PartOf(entry));

    /// <summary>An object on one line with its fields has their comment; one without a comment has theirs.</summary>
    private static bool IsSaidByItsFields(ReferenceEntry entry, Reference reference) =>
        entry.IsObject && (entry.Comment.Length == 0 || reference.Entries.Any(field =>
            field.Line == entry.Line && field.Key.StartsWith($"{entry.Key}.", StringComparison.Ordinal)));

    private static void Append(StringBuilder text, ReferenceEntry entry) =>
        text.Append($"| `{Show(entry.Key)}` | {Default(entry)} | {Escape(entry.Comment)} |\n");

    private static string Default(ReferenceEntry entry)
    {
        var shown = WithoutDefault.Any(key => entry.Key.StartsWith(key, StringComparison.Ordinal)) ? "" : Show(entry.Value);
        return shown.Length == 0 ? "" : $"`{shown}`";
    }

    private static string Show(HoconValue value) => value switch
    {
        HoconText text => text.Text,
        HoconList { Items: [HoconText only] } => only.Text,
        HoconList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        _ => "",
    };

    private static string Show(string key) => (key == "relay" ? key : key["relay.".Length..])
        .Replace("receivers.*", "receivers.NAME").Replace("mask.*", "mask.FIELD").Replace(".*", "[]");

    private static string Escape(string text) => text.Replace("|", "\\|").Replace("*", "\\*").Replace("<", "&lt;");
}
