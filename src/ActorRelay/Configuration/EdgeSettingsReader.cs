using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.edge { }</c>.</summary>
internal sealed class EdgeSettingsReader(Func<string, string> absolute, Func<string, HoconFile> readFile)
{
    private const string TokenSymbols = "!#$%&'*+-.^_`|~";

    public EdgeSettings Read(SettingsSection relay)
    {
        var edge = relay.Section("edge");
        var listen = ReadListen(edge);
        var trustedProxies = NetworkReader.Read(edge, "trusted-proxies");

        // Behind a proxy of this machine stands everyone that the proxy lets in.
        var onlyThisMachine = !listen.IsEmpty && listen.All(a => a.IsLoopback) && trustedProxies.IsEmpty;
        return new EdgeSettings
        {
            Listen = listen,
            Tls = new TlsSettingsReader(absolute, readFile).Read(edge, listen.Any(a => a.Https)),
            SecretHeader = edge.Meaning<string>("secret-header", "the name of an HTTP header", TryParseToken) ?? "",
            Secrets = new SecretSettingsReader(absolute, readFile).Read(edge, onlyThisMachine),
            AllowFrom = NetworkReader.Read(edge, "allow-from"),
            TrustedProxies = trustedProxies,
            MaxBody = edge.Size("max-body", 1L << 10, 16L << 30),
            MaxInflated = edge.Size("max-inflated", 1L << 10, 64L << 30),
            MaxLine = (int)edge.Size("max-line", 256L << 10, 64L << 20),
            InFlight = edge.Size("in-flight", 1L << 10, 1L << 40),
            UploadTimeout = edge.Duration("upload-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            Deadline = edge.Duration("deadline", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            Acknowledge = edge.Choice(
                "acknowledge", [("confirmed", AcknowledgeWhen.Confirmed), ("spooled", AcknowledgeWhen.Spooled)]),
        };
    }

    private static ImmutableArray<ListenAddress> ReadListen(SettingsSection edge)
    {
        var key = edge.KeyOf("listen");
        var addresses = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (var text in edge.Texts("listen"))
        {
            if (!ListenAddressReader.TryParse(text.Text, out var address))
            {
                edge.Log.Error(text.Place, key, edge.Show(text), $"expected {ListenAddressReader.Allowed}");
            }
            else if (addresses.Any(a => ListenAddressReader.Collide(a, address!)))
            {
                edge.Log.Error(text.Place, key, edge.Show(text), "another address of the list takes this port already");
            }
            else
            {
                addresses.Add(address!);
            }
        }

        if (addresses.Count == 0 && !edge.Log.HasFailed(key))
        {
            edge.Missing("listen", $"this is missing; expected {ListenAddressReader.Allowed}");
        }

        return addresses.ToImmutable();
    }

    private static bool TryParseToken(string text, out string? token)
    {
        token = text;
        return text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || TokenSymbols.Contains(c));
    }
}
