using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace ActorRelay.Configuration;

/// <summary>Reads networks such as <c>10.0.0.0/8</c>; an address alone is a network of one.</summary>
internal static class NetworkReader
{
    private const string Allowed = "expected a network such as 10.0.0.0/8 or 2001:db8::/32, or an address";

    public static ImmutableArray<IPNetwork> Read(SettingsSection section, string key)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in section.Texts(key))
        {
            var (network, error) = Parse(text.Text);
            if (network is { } good)
            {
                networks.Add(good);
            }
            else
            {
                section.Log.Error(text.Place, section.KeyOf(key), section.Show(text), error ?? Allowed);
            }
        }

        return networks.ToImmutable();
    }

    private static (IPNetwork? Network, string? Error) Parse(string text)
    {
        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var host))
        {
            return (null, null);
        }

        var bytes = host.GetAddressBytes();
        var bits = bytes.Length * 8;
        if (slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits))
        {
            return (null, null);
        }

        if (bits > bytes.Length * 8)
        {
            return (null, null);
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - i * 8, 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        var network = new IPNetwork(new IPAddress(bytes), bits);
        return network.BaseAddress.Equals(new IPAddress(host.GetAddressBytes()))
            ? (network, null)
            : (null, $"bits behind the prefix are set: write {network}");
    }
}
