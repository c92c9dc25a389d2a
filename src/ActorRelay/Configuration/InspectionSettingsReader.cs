using System.Collections.Immutable;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.inspection { }</c>.</summary>
internal static class InspectionSettingsReader
{
    public static InspectionSettings Read(SettingsSection relay)
    {
        var inspection = relay.Section("inspection");
        return new InspectionSettings
        {
            Listen = inspection.Meaning<ListenAddress>("listen", ListenAddressReader.AllowedHttp, ListenAddressReader.TryParse)
                ?? new ListenAddress(false, IPAddress.Loopback, 0),
            Hosts = ReadHosts(inspection),
        };
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
