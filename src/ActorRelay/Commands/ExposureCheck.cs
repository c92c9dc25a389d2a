using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>What others can see of this relay: posts in the clear, and files that are not for everyone on this machine.</summary>
internal static class ExposureCheck
{
    private static readonly ImmutableArray<IPNetwork> NotPublic =
    [
        .. ((ReadOnlySpan<string>)
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
            "::/128", "::1/128", "fc00::/7", "fe80::/10",
        ]).ToArray().Select(IPNetwork.Parse),
    ];

    public static IEnumerable<CheckReport> Look(RelaySettings settings, ImmutableArray<(string Key, string Path)> keyFiles) =>
        Posts(settings.Edge, AddressesOfThisMachine()).Concat(Files(settings, keyFiles));

    /// <summary>Posts over plain http that come by a public address, where no proxy is said to be before it.</summary>
    public static IEnumerable<CheckReport> Posts(EdgeSettings edge, IReadOnlyList<IPAddress> addresses) =>
        from listen in edge.Listen
        where !listen.Https && edge.TrustedProxies.IsEmpty
        let isAny = listen.Address is null || listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
        let seen = isAny ? addresses.FirstOrDefault(IsPublic) : IsPublic(listen.Address!) ? listen.Address : null
        where seen is not null
        select new CheckReport(
            CheckLevel.Warning,
            "relay.edge.listen",
            $"posts and their secret come in the clear on port {listen.Port} of {seen}, a public address: listen with https://, "
            + "or on loopback behind a proxy that does");

    private static IEnumerable<CheckReport> Files(RelaySettings settings, ImmutableArray<(string Key, string Path)> keyFiles)
    {
        if (OperatingSystem.IsWindows())
        {
            yield break;
        }

        (string What, string Path)[] files =
        [
            ("relay.state-dir", settings.StateDir),
            .. settings.Edge.Secrets.Where(secret => secret.File is not null).Select(secret => ($"{secret}", secret.File!)),
            .. settings.Edge.Tls is { } tls ? [("relay.edge.tls.key", tls.Key)] : Array.Empty<(string, string)>(),
            .. settings.Inspection.Tls is { } own ? [("relay.inspection.tls.key", own.Key)] : Array.Empty<(string, string)>(),
            .. settings.Inspection.TokenFile is { } token ? [("relay.inspection.token-file", token)] : Array.Empty<(string, string)>(),
            .. keyFiles.Where(file => file.Path != settings.Inspection.TokenFile),
        ];
        foreach (var (what, path) in files.Where(file => Path.Exists(file.Path)))
        {
            const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            if ((File.GetUnixFileMode(path) & others) != 0)
            {
                yield return new CheckReport(
                    CheckLevel.Warning, $"{what} = \"{path}\"",
                    $"every user of this machine can read or write it: chmod o-rwx \"{path}\"");
            }
        }
    }

    private static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !NotPublic.Any(network => network.Contains(plain));
    }

    private static List<IPAddress> AddressesOfThisMachine() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(found => found.Address),
    ];
}
