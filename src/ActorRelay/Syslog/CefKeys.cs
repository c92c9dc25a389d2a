using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>
/// The keys of CEF (ArcSight Common Event Format, revision 27, with its lengths), and which fields of datasets go there. A
/// field that says the same in several datasets goes to the same key.
/// </summary>
internal static class CefKeys
{
    /// <summary>What was done, which with the dataset is the kind of event.</summary>
    public const string Action = "act";

    private const string Names = """
        act app c6a1 c6a1Label c6a2 c6a2Label c6a3 c6a3Label c6a4 c6a4Label cat cfp1 cfp1Label cfp2 cfp2Label cfp3 cfp3Label cfp4
        cfp4Label cn1 cn1Label cn2 cn2Label cn3 cn3Label cnt cs1 cs1Label cs2 cs2Label cs3 cs3Label cs4 cs4Label cs5 cs5Label
        cs6 cs6Label destinationDnsDomain destinationServiceName destinationTranslatedAddress destinationTranslatedPort
        deviceCustomDate1 deviceCustomDate1Label deviceCustomDate2 deviceCustomDate2Label deviceDirection deviceDnsDomain
        deviceExternalId deviceFacility deviceInboundInterface deviceNtDomain deviceOutboundInterface devicePayloadId
        deviceProcessName deviceTranslatedAddress dhost dlat dlong dmac dntdom dpid dpriv dproc dpt dst dtz duid duser dvc
        dvchost dvcmac dvcpid end externalId fileCreateTime fileHash fileId fileModificationTime filePath filePermission
        fileType flexDate1 flexDate1Label flexNumber1 flexNumber1Label flexNumber2 flexNumber2Label flexString1
        flexString1Label flexString2 flexString2Label fname fsize in msg oldFileCreateTime oldFileHash oldFileId
        oldFileModificationTime oldFileName oldFilePath oldFilePermission oldFileSize oldFileType out outcome proto rawEvent reason
        request requestClientApplication requestContext requestCookies requestMethod rt shost slat slong smac sntdom
        sourceDnsDomain sourceServiceName sourceTranslatedAddress sourceTranslatedPort spid spriv sproc spt src start suid
        suser type agentDnsDomain agentNtDomain agentTranslatedAddress agentTranslatedZoneExternalID agentTranslatedZoneURI
        agentZoneExternalID agentZoneURI agt ahost aid amac art at atz av customerExternalID customerURI
        destinationTranslatedZoneExternalID destinationTranslatedZoneURI destinationZoneExternalID destinationZoneURI
        deviceTranslatedZoneExternalID deviceTranslatedZoneURI deviceZoneExternalID deviceZoneURI eventId
        sourceTranslatedZoneExternalID sourceTranslatedZoneURI sourceZoneExternalID sourceZoneURI
        """;

    private static readonly FrozenDictionary<string, ImmutableArray<StandardKey>> ByDataset =
        new Dictionary<string, ImmutableArray<StandardKey>>
        {
            ["http_requests"] =
            [
                .. Source("ClientIP", "ClientSrcPort"), Destination("OriginIP"), .. Request("ClientRequestURI"),
                Text("requestContext", 2048, "ClientRequestReferer"), Text(Action, 63, "SecurityAction"),
                Text("reason", 1023, "SecurityRuleDescription"), Count("in", "ClientRequestBytes"),
                Count("out", "EdgeResponseBytes"), Number(1, "EdgeResponseStatus"), Number(2, "WAFAttackScore"),
                Number(3, "BotScore"), String(1, "SecurityRuleID"), String(2, "ClientCountry"), String(3, "EdgeColoCode"),
                String(4, "CacheCacheStatus"), String(5, "JA4"),
            ],
            ["firewall_events"] =
            [
                .. Source("ClientIP"), .. Request("ClientRequestPath", "ClientRequestQuery"),
                Url("requestContext", 2048, "ClientRefererScheme", "ClientRefererHost", "ClientRefererPath", "ClientRefererQuery"),
                Text(Action, 63, "Action"), Text("reason", 1023, "Description"), Number(1, "EdgeResponseStatus"),
                String(1, "RuleID"), String(2, "ClientCountry"), String(3, "EdgeColoCode"),
            ],
            ["gateway_dns"] =
            [
                .. Source("SrcIP", "SrcPort"), Destination("DstIP"), Port("dpt", "DstPort"), Text("dhost", 1023, "QueryName"),
                Text("app", 31, "Protocol"), Text("externalId", 40, "QueryID"), Text(Action, 63, "Action", "ResolverDecision"),
                Text("reason", 1023, "PolicyName", "Policy"), String(1, "PolicyID"), String(2, "SrcIPCountryCode"),
                String(3, "ColoCode"), .. User,
            ],
            ["gateway_http"] =
            [
                .. Source("SourceIP", "SourcePort"), Destination("DestinationIP"), Port("dpt", "DestinationPort"),
                Text("dhost", 1023, "HTTPHost"), Text("request", 1023, "URL"), Text("requestMethod", 1023, "HTTPMethod"),
                Text("requestClientApplication", 1023, "UserAgent"), Text("requestContext", 2048, "Referer"),
                Text("app", 31, "HTTPVersion"), Text("externalId", 40, "RequestID"), Text(Action, 63, "Action"),
                Text("reason", 1023, "PolicyName"), Text("fname", 1023, "BlockedFileName"),
                Text("fileHash", 255, "BlockedFileHash"), Count("fsize", "BlockedFileSize"),
                Text("fileType", 1023, "BlockedFileType"), Number(1, "HTTPStatusCode"), String(1, "PolicyID"),
                String(2, "SourceIPCountryCode"), .. User,
            ],
            ["gateway_network"] =
            [
                .. Source("SourceIP", "SourcePort"), Destination("DestinationIP"), Port("dpt", "DestinationPort"),
                Text("dhost", 1023, "SNI"), Text("proto", 31, "TransportProtocol", "Transport"),
                Text("app", 31, "DetectedProtocol"), Text("externalId", 40, "SessionID"), Text(Action, 63, "Action"),
                Text("reason", 1023, "PolicyName"), String(1, "PolicyID"), String(2, "SourceIPCountryCode"), .. User,
            ],
            ["zero_trust_network_sessions"] =
            [
                .. Source("SourceIP", "SourcePort"), Destination("OriginIP"), Port("dpt", "OriginPort"),
                Text("dhost", 1023, "SNI", "ResolvedFQDN"), Text("proto", 31, "Protocol"),
                Text("app", 31, "DetectedProtocol"), Text("externalId", 40, "SessionID"),
                Text("reason", 1023, "ConnectionCloseReason"), Count("in", "BytesSent"), Count("out", "BytesReceived"),
                String(1, "EgressRuleID"), .. User,
            ],
            ["access_requests"] =
            [
                .. Source("IPAddress"), Text("dhost", 1023, "AppDomain"), Text("externalId", 40, "RayID"),
                Text(Action, 63, "Action"), Text("reason", 1023, "PurposeJustificationResponse"),
                Text("suser", 1023, "Email"), Text("suid", 1023, "UserUID"), String(2, "Country"),
            ],
            ["audit_logs"] =
            [
                .. Source("ActorIP"), Text("suser", 1023, "ActorEmail"), Text("suid", 1023, "ActorID"),
                Text(Action, 63, "ActionType"), Text("externalId", 40, "ID"), Text("deviceExternalId", 255, "OwnerID"),
            ],
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that no other field may have.</summary>
    public static ImmutableArray<string> Reserved { get; } = [.. Names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    private static ImmutableArray<StandardKey> User =>
    [
        Text("suser", 1023, "Email"), Text("suid", 1023, "UserID"), Text("shost", 1023, "DeviceName"),
        Text("deviceExternalId", 255, "AccountID"),
    ];

    /// <summary>The keys of a dataset that fields go to.</summary>
    public static ImmutableArray<StandardKey> Of(string dataset) => ByDataset.GetValueOrDefault(dataset, []);

    private static StandardKey Text(string key, int longest, params ImmutableArray<string> fields) =>
        new(key, KeyForm.Text, longest, fields);

    private static StandardKey Url(string key, int longest, params ImmutableArray<string> parts) =>
        new(key, KeyForm.Url, longest, parts);

    private static StandardKey Port(string key, string field) => new(key, KeyForm.Port, 5, [field]);

    private static StandardKey Count(string key, string field) => new(key, KeyForm.Count, 10, [field]);

    private static StandardKey Number(int number, string field) => new($"cn{number}", KeyForm.Number, 20, [field], field);

    private static StandardKey String(int number, string field) => new($"cs{number}", KeyForm.Text, 4000, [field], field);

    private static ImmutableArray<StandardKey> Source(string address, string? port = null) =>
    [
        new("src", KeyForm.IPv4, 15, [address]) { IfIPv6 = new("c6a2", KeyForm.IPv6, 45, [address], "Source IPv6 Address") },
        .. port is null ? (StandardKey[])[] : [Port("spt", port)],
    ];

    private static StandardKey Destination(string address) => new("dst", KeyForm.IPv4, 15, [address])
    {
        IfIPv6 = new("c6a3", KeyForm.IPv6, 45, [address], "Destination IPv6 Address"),
    };

    /// <summary>What all that are about requests to a zone call alike.</summary>
    private static ImmutableArray<StandardKey> Request(params ImmutableArray<string> path) =>
    [
        Text("dhost", 1023, "ClientRequestHost"),
        Url("request", 1023, ["ClientRequestScheme", "ClientRequestHost", .. path]),
        Text("requestMethod", 1023, "ClientRequestMethod"), Text("requestClientApplication", 1023, "ClientRequestUserAgent"),
        Text("app", 31, "ClientRequestProtocol"), Text("externalId", 40, "RayID"), Text("dvchost", 100, "ZoneName"),
    ];
}
