using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>The predefined keys of LEEF (IBM's guide to version 2.0), and which fields of datasets go there.</summary>
internal static class LeefKeys
{
    /// <summary>A key without a limit of its own.</summary>
    private const int Any = int.MaxValue;

    private const string Names = """
        accountName calCountryOrRegion calLanguage cat devTime devTimeFormat domain dst dstBytes dstMAC dstPackets dstPort
        dstPostNAT dstPostNATPort dstPreNAT dstPreNATPort groupID identGrpName identHostName identMAC identNetBios
        identSecondIp identSrc isLoginEvent isLogoutEvent policy proto realm resource role sev src srcBytes srcMAC
        srcPackets srcPort srcPostNAT srcPostNATPort srcPreNAT srcPreNATPort totalPackets url usrName vSrc vSrcName
        """;

    private static readonly FrozenDictionary<string, ImmutableArray<StandardKey>> ByDataset =
        new Dictionary<string, ImmutableArray<StandardKey>>
        {
            ["http_requests"] =
            [
                Address("src", "ClientIP"), Port("srcPort", "ClientSrcPort"), Address("dst", "OriginIP"),
                new("url", KeyForm.Url, Any, ["ClientRequestScheme", "ClientRequestHost", "ClientRequestURI"]),
                Text("cat", "SecurityAction"), Text("policy", "SecurityRuleDescription"),
                Bytes("srcBytes", "ClientRequestBytes"), Bytes("dstBytes", "EdgeResponseBytes"),
            ],
            ["firewall_events"] =
            [
                Address("src", "ClientIP"),
                new("url", KeyForm.Url, Any,
                    ["ClientRequestScheme", "ClientRequestHost", "ClientRequestPath", "ClientRequestQuery"]),
                Text("cat", "Action"), Text("policy", "Description"),
            ],
            ["gateway_dns"] =
            [
                Address("src", "SrcIP"), Port("srcPort", "SrcPort"), Address("dst", "DstIP"), Port("dstPort", "DstPort"),
                Text("cat", "Action", "ResolverDecision"), Text("policy", "PolicyName", "Policy"), User("Email"),
            ],
            ["gateway_http"] =
            [
                .. Ends("DestinationIP", "DestinationPort"), Text("url", "URL"), Text("cat", "Action"),
                Text("policy", "PolicyName"), User("Email"),
            ],
            ["gateway_network"] =
            [
                .. Ends("DestinationIP", "DestinationPort"), Text("proto", "TransportProtocol", "Transport"),
                Text("cat", "Action"), Text("policy", "PolicyName"), User("Email"),
            ],
            ["zero_trust_network_sessions"] =
            [
                .. Ends("OriginIP", "OriginPort"), Text("proto", "Protocol"), User("Email"),
                Bytes("srcBytes", "BytesSent"), Bytes("dstBytes", "BytesReceived"),
            ],
            ["access_requests"] = [Address("src", "IPAddress"), Text("cat", "Action"), User("Email")],
            ["audit_logs"] = [Address("src", "ActorIP"), Text("cat", "ActionType"), User("ActorEmail")],
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that no other field may have.</summary>
    public static ImmutableArray<string> Reserved { get; } = [.. Names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The keys of a dataset that fields go to.</summary>
    public static ImmutableArray<StandardKey> Of(string dataset) => ByDataset.GetValueOrDefault(dataset, []);

    private static StandardKey Text(string key, params ImmutableArray<string> fields) => new(key, KeyForm.Text, Any, fields);

    private static StandardKey User(string field) => new("usrName", KeyForm.Text, 255, [field]);

    private static StandardKey Address(string key, string field) => new(key, KeyForm.Address, 45, [field]);

    private static StandardKey Port(string key, string field) => new(key, KeyForm.Port, 5, [field]);

    private static StandardKey Bytes(string key, string field) => new(key, KeyForm.Count, 10, [field]);

    private static ImmutableArray<StandardKey> Ends(string destination, string port) =>
    [
        Address("src", "SourceIP"), Port("srcPort", "SourcePort"), Address("srcPreNAT", "SourceInternalIP"),
        Address("dst", destination), Port("dstPort", port),
    ];
}
