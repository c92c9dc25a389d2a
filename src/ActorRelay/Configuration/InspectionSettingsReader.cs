using System.Collections.Immutable;
using System.Net;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.inspection { }</c>. Shows no token.</summary>
/// <param name="absolute">A path relative to state-dir, made absolute.</param>
/// <param name="readFile">The text of the file there.</param>
internal sealed class InspectionSettingsReader(Func<string, string> absolute, Func<string, HoconFile> readFile)
{
    private const int LongestToken = 1024;

    public InspectionSettings Read(SettingsSection relay)
    {
        var inspection = relay.Section("inspection");
        var listen = inspection.Meaning<ListenAddress>("listen", ListenAddressReader.Allowed, ListenAddressReader.TryParse)
            ?? new ListenAddress(false, IPAddress.Loopback, 0);
        var tokenFile = inspection.Text("token-file");
        return new InspectionSettings
        {
            Listen = listen,
            Tls = new TlsSettingsReader(absolute, readFile).Read(inspection, listen.Https, takesClients: false),
            Token = ReadToken(inspection, tokenFile, listen),
            TokenFile = tokenFile.Length > 0 ? absolute(tokenFile) : null,
            Hosts = ReadHosts(inspection),
            FindMemory = ReadFindMemory(inspection),
        };
    }

    private static long ReadFindMemory(SettingsSection inspection)
    {
        var memory = inspection.Size("find-memory", 0, 16L << 30);
        if (memory is > 0 and < 1 << 20)
        {
            inspection.Error("find-memory", "0, or 1 MiB or more");
        }

        return memory;
    }

    private string ReadToken(SettingsSection inspection, string path, ListenAddress listen)
    {
        var token = inspection.Text("token");
        inspection.Log.Hide(token);
        if (path.Length > 0)
        {
            if (token.Length > 0)
            {
                inspection.Error("token-file", "set token or token-file, one of both");
                return "";
            }

            var file = readFile(path);
            inspection.Log.AddFile(inspection.KeyOf("token-file"), absolute(path));
            if (file.Text is null)
            {
                inspection.Error("token-file", $"cannot read {absolute(path)}: {file.Error}");
                return "";
            }

            token = file.Text.Trim();
            inspection.Log.Hide(token);
            if (token.Length == 0)
            {
                inspection.Error("token-file", "there is nothing in it");
                return "";
            }
        }

        Judge(inspection, path.Length > 0 ? "token-file" : "token", token, listen);
        return token;
    }

    private static void Judge(SettingsSection inspection, string key, string token, ListenAddress listen)
    {
        if (token.Length == 0 || inspection.Log.HasFailed(inspection.KeyOf(key)))
        {
            return;
        }

        var place = inspection.PlaceOf(key);
        if (token.Length > LongestToken || !SettingsText.IsVisibleAscii(token))
        {
            inspection.Log.Error(
                place, inspection.KeyOf(key), null,
                $"a token has at most {LongestToken} printable ASCII characters and no blanks: it travels in an HTTP header");
        }
        else if (WellKnownSecrets.Complaint(token) is { } complaint)
        {
            if (listen.IsLoopback)
            {
                inspection.Log.Warn(place, inspection.KeyOf(key), null, complaint);
            }
            else
            {
                inspection.Log.Error(place, inspection.KeyOf(key), null, $"{complaint}; allowed only while inspection.listen is loopback");
            }
        }
    }

    private static ImmutableArray<string> ReadHosts(SettingsSection inspection)
    {
        var hosts = inspection.Texts("hosts");
        foreach (var host in hosts.Where(host => Uri.CheckHostName(host.Text) is UriHostNameType.Unknown))
        {
            inspection.Log.Error(
                host.Place, inspection.KeyOf("hosts"), inspection.Show(host),
                "expected a name such as relay.example, without http:// and port");
        }

        return [.. hosts.Select(host => host.Text)];
    }
}
