using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Syslog;

namespace ActorRelay.Configuration;

/// <summary>Reads <c>relay.receivers { }</c>. The defaults here are what the example in the reference shows.</summary>
internal static partial class ReceiverSettingsReader
{
    private const int MaxReceivers = 64;
    private const long MaxReplay = 64L << 20;
    private const long Replay = 4L << 20;

    /// <param name="tls">Reads <c>tls { }</c> of each.</param>
    public static ImmutableArray<ReceiverSettings> Read(SettingsSection relay, TlsSettingsReader tls)
    {
        const string example = "receivers { siem { address = \"tcp://127.0.0.1:5514\" } }";
        var found = relay.Section("receivers", $"with a name for each, as in {example}");
        if (found.Value.Fields.IsEmpty && !relay.Log.HasFailed(found.Path))
        {
            relay.Missing("receivers", $"name at least one Receiver, as in {example}");
        }

        if (found.Value.Fields.Length > MaxReceivers)
        {
            relay.Error("receivers", $"expected at most {MaxReceivers} Receivers, found {found.Members().Length}");
            return [];
        }

        var receivers = ImmutableArray.CreateBuilder<ReceiverSettings>();
        foreach (var field in found.Members())
        {
            var key = found.KeyOf(field.Name);
            if (!Name().IsMatch(field.Name))
            {
                relay.Log.Error(
                    field.KeyPlace,
                    key,
                    null,
                    "a Receiver's name has 1 to 64 characters out of A-Z a-z 0-9 _ -, the first a letter or digit");
            }
            else if (field.Value is HoconObject receiver)
            {
                var section = new SettingsSection(relay.Log, key, $"{found.Pattern}.*", receiver);
                receivers.Add(ReadReceiver(field.Name, section, tls));
            }
            else
            {
                relay.Log.Error(
                    field.KeyPlace,
                    key,
                    found.Show(field.Value),
                    "expected a Receiver, such as { address = \"tcp://127.0.0.1:5514\" }");
            }
        }

        return receivers.ToImmutable();
    }

    private static MaxRate ReadMaxRate(SettingsSection rate) => new(
        rate.Integer("records", 0, 100_000_000, 0), rate.Size("bytes", 0, 1L << 40, 0));

    private static ReceiverSettings ReadReceiver(string name, SettingsSection receiver, TlsSettingsReader tls)
    {
        var addresses = ReadAddresses(receiver);
        var settings = new ReceiverSettings
        {
            Name = name,
            Addresses = addresses,
            Tls = tls.ReadReceiver(receiver, addresses.Any(address => address.IsTls)),
            Connections = receiver.Integer("connections", 1, 64, 2),
            Profile = (receiver.Find("profile") as HoconText)?.Text ?? OutputProfiles.All[0].Name,
            Format = OutputFormatReader.Read(receiver),
            ConnectTimeout = Duration(receiver, "connect-timeout", 5),
            StallTimeout = Duration(receiver, "stall-timeout", 60),
            DownAfter = Duration(receiver, "down-after", 2),
            HungAfter = Duration(receiver, "hung-after", 10),
            Replay = receiver.Size("replay", 0, MaxReplay, Replay),
            MaxAge = receiver.Duration("max-age", TimeSpan.Zero, TimeSpan.FromDays(7), TimeSpan.Zero),
            MaxRate = ReadMaxRate(receiver.Section("max-rate")),
            BackoffMin = TimeSpan.Zero,
            BackoffMax = TimeSpan.Zero,
            Keepalive = receiver.Duration(
                "keepalive", TimeSpan.FromSeconds(1), TimeSpan.FromHours(2), TimeSpan.FromSeconds(30)),
        };
        if (receiver.Find("policy") is HoconText { Text: "failover" })
        {
            receiver.Error("policy", "this version of the relay has no failover yet; it has balance");
        }
        else
        {
            receiver.Choice("policy", [("balance", 0)], 0);
        }

        var backoff = receiver.Section("backoff");
        return settings with
        {
            BackoffMin = Duration(backoff, "min", 0.2),
            BackoffMax = Duration(backoff, "max", 10),
        };
    }

    private static TimeSpan Duration(SettingsSection section, string key, double seconds) =>
        section.Duration(key, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), TimeSpan.FromSeconds(seconds));

    private static ImmutableArray<ReceiverAddress> ReadAddresses(SettingsSection receiver)
    {
        var key = receiver.Has("addresses") ? "addresses" : "address";
        if (receiver.Has("address") && key == "addresses")
        {
            receiver.Error("address", "set either address or addresses");
        }

        var addresses = ImmutableArray.CreateBuilder<ReceiverAddress>();
        foreach (var text in receiver.Texts(key))
        {
            var (address, error) = ReceiverAddressReader.Parse(text.Text);
            if (error is null && addresses.Contains(address!))
            {
                error = "this address is there twice; for more connections to it, set connections";
            }

            if (error is null)
            {
                addresses.Add(address!);
            }
            else
            {
                receiver.Log.Error(text.Place, receiver.KeyOf(key), receiver.Show(text), error);
            }
        }

        if (addresses.Count == 0 && !receiver.Log.HasFailed(receiver.KeyOf(key)))
        {
            receiver.Missing(key, $"this is missing; expected {ReceiverAddressReader.Allowed}");
        }

        return addresses.ToImmutable();
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
