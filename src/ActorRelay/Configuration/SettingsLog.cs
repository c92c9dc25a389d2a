using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>What was found while settings are read: errors, warnings, which keys were looked for.</summary>
/// <param name="incomplete">
/// Some line could not be read, so nothing is said of what is missing or does not fit together.
/// </param>
/// <param name="hidden">What must not be shown.</param>
/// <param name="home">Where to write what is missing, when no file has the object it is missing in; null for nowhere.</param>
internal sealed class SettingsLog(bool incomplete, HiddenTexts hidden, string? home = null)
{
    /// <summary>Nobody reads on after so many.</summary>
    private const int MaxErrors = 200;

    private readonly List<SettingsProblem> _errors = [];
    private readonly List<SettingsProblem> _warnings = [];
    private readonly List<SettingsSection> _sections = [];
    private readonly HashSet<string> _failed = [];
    private readonly List<(string Key, string Path)> _files = [];

    /// <summary>Shows no secret, not even one that was read later.</summary>
    public IEnumerable<SettingsProblem> Errors => _errors.Select(hidden.Clean);

    /// <inheritdoc cref="Errors"/>
    public IEnumerable<SettingsProblem> Warnings => _warnings.Select(hidden.Clean);

    /// <summary>Files that were read for what no setting holds, and where they are; by the keys that name them.</summary>
    public ImmutableArray<(string Key, string Path)> Files => [.. _files];

    public ImmutableSortedSet<string> KeysRead =>
        [.. _sections.SelectMany(s => s.KeysRead.Select(k => $"{s.Pattern}.{k}"))];

    /// <summary>A text as problems quote it.</summary>
    public string Show(string text) =>
        hidden.AreIn(text) ? HiddenTexts.Shown : $"\"{SettingsText.Printable(text)}\"";

    /// <summary>A secret was read that no setting holds itself.</summary>
    public void Hide(string secret) => hidden.Add(secret);

    public void AddFile(string key, string path) => _files.Add((key, path));

    public void Add(SettingsSection section) => _sections.Add(section);

    public void Error(Place place, string key, string? value, string message)
    {
        _failed.Add(key);
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new SettingsProblem(place, key, value, message));
        }
    }

    public void Missing(Place place, string key, string message)
    {
        _failed.Add(key);
        if (!incomplete)
        {
            // Nobody can go to the built-in defaults to mend something.
            var isBuiltIn = home is not null && place.Source == SettingsReader.ReferenceName;
            Error(isBuiltIn ? new Place(home!, 0, 0) : place, key, null, message);
        }
    }

    public void Warn(Place place, string key, string? value, string message)
    {
        if (_warnings.Count < MaxErrors)
        {
            _warnings.Add(new SettingsProblem(place, key, value, message));
        }
    }

    public bool HasFailed(string key) => _failed.Contains(key);

    /// <summary>What was read there is a stand-in, for a reason that was given elsewhere.</summary>
    public void Poison(string key) => _failed.Add(key);

    /// <summary>These keys have values that can be compared with each other.</summary>
    public bool CanCompare(params ReadOnlySpan<string> keys)
    {
        var can = !incomplete;
        foreach (var key in keys)
        {
            can &= !_failed.Contains(key);
        }

        return can;
    }

    /// <summary>To be called when every section was read: whatever was not looked for is unknown.</summary>
    public void ReportUnknownKeys()
    {
        foreach (var section in _sections.Where(s => !s.HasMembers))
        {
            foreach (var field in section.Value.Fields.Where(f => !section.KeysRead.Contains(f.Name)))
            {
                if (_errors.Count >= MaxErrors)
                {
                    return;
                }

                var key = $"{section.Path}.{field.Name}";
                Error(field.KeyPlace, key, null, Explain(section, field.Name));
            }
        }
    }

    private string Explain(SettingsSection section, string name)
    {
        if (LaterSettings.Contains($"{section.Pattern}.{name}"))
        {
            return "this version of the relay does not have this setting";
        }

        if (NearestName.Find(name, section.KeysRead) is { } near)
        {
            return $"there is no such setting; did you mean {near}?";
        }

        var elsewhere = _sections
            .Where(s => s.KeysRead.Contains(name) || s.Path.EndsWith($".{name}", StringComparison.Ordinal))
            .Select(s => s.KeysRead.Contains(name) ? $"{s.Path}.{name}" : s.Path)
            .FirstOrDefault();
        return elsewhere is null
            ? $"there is no such setting; there are {string.Join(", ", section.KeysRead.Order(StringComparer.Ordinal))}"
            : $"there is no such setting here; did you mean {elsewhere}?";
    }
}
