using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.edge.secrets</c>: texts, or <c>{ name, value | file, paths }</c>. Shows none of them.</summary>
/// <param name="absolute">A path relative to state-dir, made absolute.</param>
/// <param name="readFile">The text of the file there.</param>
internal sealed class SecretSettingsReader(Func<string, string> absolute, Func<string, HoconFile> readFile)
{
    private const int MaxLength = 1024;
    private const int MaxSecrets = 256;

    private static readonly (char Character, string Name)[] Escapes =
        [('+', "+"), ('&', "&"), ('#', "#"), ('%', "%"), (' ', "a blank")];

    /// <param name="onlyThisMachine">Nobody else can reach the edge, so a weak secret is worth a warning only.</param>
    public ImmutableArray<SecretSettings> Read(SettingsSection edge, bool onlyThisMachine)
    {
        var key = edge.KeyOf("secrets");
        var secrets = ImmutableArray.CreateBuilder<SecretSettings>();
        var items = edge.Items("secrets", MaxSecrets);
        for (var i = 0; i < items.Length; i++)
        {
            var secret = ReadOne(edge.Log, items[i], $"{key}[{i}]", $"secret-{i + 1}");
            if (secrets.Any(s => s.Name == secret.Name))
            {
                edge.Log.Error(items[i].Place, $"{key}[{i}]", null, $"there are two secrets named {secret.Name}");
            }

            secrets.Add(secret);
            Judge(edge.Log, items[i].Place, $"{key}[{i}]", secret.Value, onlyThisMachine);
        }

        if (items.IsEmpty && !edge.Log.HasFailed(key))
        {
            edge.Missing(
                "secrets",
                "this is missing; expected at least one secret, such as ${LOGPUSH_SECRET} or { file = \"secret\" }");
        }

        return secrets.ToImmutable();
    }

    private static void Judge(SettingsLog log, Place place, string key, string value, bool onlyThisMachine)
    {
        if (log.HasFailed(key))
        {
            return;
        }

        if (value.Length is 0 or > MaxLength || value != value.Trim() || value.Any(c => c is < ' ' or > '~'))
        {
            log.Error(
                place,
                key,
                null,
                $"a secret has 1 to {MaxLength} printable ASCII characters and no space at its ends: " +
                "it travels in an HTTP header");
        }
        else
        {
            WarnOfEscapes(log, place, key, value);
            JudgeStrength(log, place, key, value, onlyThisMachine);
        }
    }

    /// <summary>A job has it in a URL, where these mean something else.</summary>
    private static void WarnOfEscapes(SettingsLog log, Place place, string key, string value)
    {
        var found = Escapes.Where(escape => value.Contains(escape.Character)).ToList();
        if (found.Count > 0)
        {
            var written = string.Join(" and ", found.Select(escape => $"{escape.Name} as {Uri.HexEscape(escape.Character)}"));
            log.Warn(
                place,
                key,
                null,
                $"this secret has characters that mean something else in a URL; in the job's destination_conf write {written}, or make " +
                "one of letters and digits");
        }
    }

    private static void JudgeStrength(SettingsLog log, Place place, string key, string value, bool onlyThisMachine)
    {
        if (WellKnownSecrets.Complaint(value) is { } complaint)
        {
            if (onlyThisMachine)
            {
                log.Warn(place, key, null, complaint);
            }
            else
            {
                log.Error(
                    place,
                    key,
                    null,
                    $"{complaint}; allowed only while edge.listen is loopback and edge.trusted-proxies empty");
            }
        }
    }

    private SecretSettings ReadOne(SettingsLog log, HoconValue item, string key, string name)
    {
        switch (item)
        {
            case HoconText text:
                return new SecretSettings { Name = name, Value = text.Text, Paths = [] };
            case HoconObject fields:
                return ReadFields(new SettingsSection(log, key, "relay.edge.secrets.*", fields, secret: true), name);
            default:
                log.Error(item.Place, key, null, "expected a text, or { name, value or file, paths }");
                return new SecretSettings { Name = name, Value = "", Paths = [] };
        }
    }

    private SecretSettings ReadFields(SettingsSection secret, string name)
    {
        var inline = secret.Has("value");
        if (inline == secret.Has("file"))
        {
            secret.Log.Error(secret.Value.Place, secret.Path, null, "set value or file, one of both");
        }

        var settings = new SecretSettings
        {
            Name = secret.Text("name", name, mayBeEmpty: false),
            Value = inline ? ReadValue(secret) : "",
            Paths = [.. secret.Texts("paths").Select(p => p.Text)],
        };
        if (settings.Name.Any(char.IsControl))
        {
            secret.Error("name", "expected a text without control characters: logs show it");
        }

        if (settings.Paths.Any(p => !p.StartsWith('/')))
        {
            secret.Error("paths", "expected paths that begin with /, such as \"/gateway_*\"");
        }

        if (inline || !secret.Has("file"))
        {
            return settings;
        }

        var path = secret.Text("file", mayBeEmpty: false);
        return settings with { Value = ReadFile(secret, path), File = absolute(path) };
    }

    private static string ReadValue(SettingsSection secret)
    {
        var value = secret.Text("value");
        if (secret.Log.HasFailed(secret.KeyOf("value")))
        {
            secret.Log.Poison(secret.Path);
        }

        return value;
    }

    private string ReadFile(SettingsSection secret, string path)
    {
        if (secret.Log.HasFailed(secret.KeyOf("file")))
        {
            secret.Log.Poison(secret.Path);
            return "";
        }

        var file = readFile(path);
        if (file.Text is not null)
        {
            secret.Log.Hide(file.Text.Trim());
            return file.Text.Trim();
        }

        secret.Log.Poison(secret.Path);
        secret.Log.Error(
            secret.PlaceOf("file"),
            secret.KeyOf("file"),
            secret.Log.Show(path),
            $"cannot read it: {file.Error}");
        return "";
    }
}
