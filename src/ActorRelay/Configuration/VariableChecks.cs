using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Finds variables that were meant as settings and are none, such as <c>RELAY_EDGE_LISTEN</c>: only what begins with
/// <c>RELAY__</c> sets something, and nothing would be said of the others.
/// </summary>
internal static class VariableChecks
{
    private const string Prefix = "RELAY_";

    /// <param name="used">Those that some <c>${}</c> got its value from: they do something.</param>
    public static void Check(SettingsLog log, IReadOnlyDictionary<string, string> environment, IReadOnlySet<string> used)
    {
        var candidates = environment.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && !SettingsLayers.IsSetting(name) && !used.Contains(name))
            .Order(StringComparer.Ordinal);
        foreach (var name in candidates)
        {
            if (Meant(name, log.KeysRead) is { } meant)
            {
                log.Warn(
                    new Place($"environment variable {SettingsText.Printable(name)}", 0, 0), meant.Key, null,
                    $"this sets nothing, for it has not two _ between names; did you mean {meant.Variable}?");
            }
        }
    }

    /// <summary>The setting whose names are those of the variable, or nearly.</summary>
    private static (string Key, string Variable)? Meant(string name, ImmutableSortedSet<string> keys)
    {
        var settings = keys.Where(key => !keys.Any(other => other.StartsWith($"{key}.", StringComparison.Ordinal))).ToList();
        foreach (var key in settings)
        {
            var pattern = Regex.Escape(key.Replace('-', '_')).Replace(@"\*", "(.+?)", StringComparison.Ordinal)
                .Replace(@"\.", "_+", StringComparison.Ordinal);
            if (Regex.Match(name, $@"^{pattern}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) is { Success: true } match)
            {
                var names = new Queue<string>(match.Groups.Values.Skip(1).Select(group => group.Value));
                var words = key.Split('.').Select(word => word == "*" ? names.Dequeue() : word).ToList();
                return (string.Join('.', words), Variable(words));
            }
        }

        var plain = settings.Where(key => !key.Contains('*')).ToDictionary(key => key.Replace('.', '_').Replace('-', '_'));
        return NearestName.Find(name, plain.Keys) is { } near && near.Length - name.Length is >= -2 and <= 2
            && NearestName.Edits(name.ToLowerInvariant(), near) <= 2
            ? (plain[near], Variable(plain[near].Split('.')))
            : null;
    }

    private static string Variable(IEnumerable<string> words) =>
        string.Join("__", words.Select(word => SettingsText.Printable(word).Replace('-', '_').ToUpperInvariant()));
}
