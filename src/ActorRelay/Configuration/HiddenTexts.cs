using System.Text.RegularExpressions;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Secrets and keys of masks, which nothing that is said of settings may show, wherever else somebody has put them. A
/// variable whose name says that it is a secret is one too, used or not.
/// </summary>
internal sealed partial class HiddenTexts
{
    public const string Shown = "***";

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <param name="root">The settings; null when they could not be read.</param>
    public static HiddenTexts Of(HoconObject? root, IReadOnlyDictionary<string, string> environment)
    {
        var hidden = new HiddenTexts();
        foreach (var (name, value) in environment)
        {
            if (SecretNames.IsSecret(name) && value.Length >= WellKnownSecrets.MinLength)
            {
                hidden.Add(value);
            }
        }

        hidden.AddSecrets(root?.Find(["relay", "edge", "secrets"]));
        hidden.AddSecrets(root?.Find(["relay", "inspection", "token"]));
        if (root?.Find(["relay", "spool", "store"]) is HoconText store && SpoolSettingsReader.IsSecret(store.Text))
        {
            hidden.Add(store.Text);
            hidden.Add(store.Text[(store.Text.IndexOf(':') + 1)..]);
            foreach (Match password in Password().Matches(store.Text))
            {
                hidden.Add(password.Groups[1].Value.Trim(' ', '\'', '"'));
            }

            if (UrlPassword().Match(store.Text) is { Success: true } url)
            {
                hidden.Add(url.Groups[1].Value);
                hidden.Add(Uri.UnescapeDataString(url.Groups[1].Value));
            }
        }

        foreach (var route in (root?.Find(["relay", "routes"]) as HoconList)?.Items.OfType<HoconObject>() ?? [])
        {
            foreach (var mask in (route.Find("mask")?.Value as HoconObject)?.Fields ?? [])
            {
                hidden.Add(((mask.Value as HoconObject)?.Find("key")?.Value as HoconText)?.Text ?? "");
            }
        }

        return hidden;
    }

    public void Add(string text)
    {
        if (text.Length > 0)
        {
            _texts.Add(text);
        }
    }

    /// <summary>One of them is in a text, which must not be shown then.</summary>
    public bool AreIn(string text) => _texts.Any(hidden => text.Contains(hidden, StringComparison.Ordinal));

    /// <summary>
    /// A text in which they do not stand. Short ones, which can be guessed, may be a part of any word, and stay.
    /// </summary>
    public string Replace(string text) => _texts.Where(hidden => hidden.Length >= WellKnownSecrets.MinLength)
        .Aggregate(text, static (shown, hidden) => shown.Replace(hidden, Shown, StringComparison.Ordinal));

    public SettingsProblem Clean(SettingsProblem problem) => new(
        problem.Place with { Source = Replace(problem.Place.Source) },
        Replace(problem.Key),
        problem.Value is { } value && AreIn(value) ? Shown : problem.Value,
        Replace(problem.Message));

    private void AddSecrets(HoconValue? value)
    {
        switch (value)
        {
            case HoconText text:
                Add(text.Text);
                break;
            case HoconList list:
                foreach (var item in list.Items)
                {
                    AddSecrets(item);
                }

                break;
            case HoconObject fields:
                foreach (var field in fields.Fields.Where(static field => !SecretNames.IsPlain(field.Name)))
                {
                    AddSecrets(field.Value);
                }

                break;
        }
    }

    /// <summary>In a connection string: what stands behind the word, to the next semicolon.</summary>
    [GeneratedRegex(@"(?:password|passwd|pwd)\s*=\s*([^;]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();

    /// <summary>In one written as a URL: what stands between the user's name and the last @.</summary>
    [GeneratedRegex(@"://[^:/@]*:(.+)@", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPassword();
}
