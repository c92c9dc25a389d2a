using System.Collections.Frozen;

namespace ActorRelay.Syslog;

/// <summary>
/// What severity the records of each dataset have, when nobody says otherwise: a server error is an error, what was
/// blocked or is malicious a warning, all else informational. Values are those of Cloudflare's reference of log fields.
/// </summary>
internal static class DatasetSeverities
{
    public const int Informational = 6;

    private const int Error = 3;
    private const int Warning = 4;

    /// <summary>Where datasets that the relay does not know are likely to say it.</summary>
    private static readonly SeverityRule Usual =
        Rule([ServerError("EdgeResponseStatus"), ServerError("HTTPStatusCode"), .. Blocked("Action")]);

    private static readonly FrozenDictionary<string, SeverityRule> ByName = new Dictionary<string, SeverityRule>
    {
        ["access_requests"] = Rule([new("Allowed", SeverityMatch.Is, "false", Warning)]),
        ["biso_user_actions"] = Rule(Blocked("Decision")),
        ["dex_application_tests"] = Rule([ServerError("HTTPStatusCode")]),
        ["dns_firewall_logs"] = Rule(
        [
            new("ResponseReason", SeverityMatch.Holds, "block", Warning),
            new("ResponseReason", SeverityMatch.Is, "rate_limit", Warning),
        ]),
        ["email_security_alerts"] = Rule([Malicious("FinalDisposition")]),
        ["email_security_post_delivery_events"] = Rule([Malicious("FinalDisposition")]),
        ["firewall_events"] = Rule(
            [ServerError("EdgeResponseStatus"), .. Blocked("Action"), Malicious("ContentScanObjResults")]),
        ["gateway_dns"] = Rule([.. Blocked("Action"), .. Blocked("ResolverDecision")]),
        ["gateway_http"] = Rule([ServerError("HTTPStatusCode"), .. Blocked("Action")]),
        ["http_requests"] = Rule(
            [ServerError("EdgeResponseStatus"), .. Blocked("SecurityAction"), Malicious("ContentScanObjResults")]),
        ["network_analytics_logs"] = Rule(Blocked("Outcome")),
        ["spectrum_events"] = Rule([new("Event", SeverityMatch.Is, "clientFiltered", Warning)]),

        // Each of their records is about something malicious.
        ["magic_ids_detections"] = new([], Warning),
        ["sinkhole_http_logs"] = new([], Warning),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static SeverityRule Of(string dataset) => ByName.GetValueOrDefault(dataset, Usual);

    private static SeverityRule Rule(SeverityTest[] tests) => new([.. tests], Informational);

    private static SeverityTest ServerError(string field) => new(field, SeverityMatch.ServerError, "", Error);

    private static SeverityTest Malicious(string field) => new(field, SeverityMatch.Holds, "malicious", Warning);

    /// <summary>Products differ in how they say it: block, blocked, blockedByCategory, drop, connectionClose.</summary>
    private static SeverityTest[] Blocked(string field) =>
    [
        new(field, SeverityMatch.Begins, "block", Warning),
        new(field, SeverityMatch.Begins, "drop", Warning),
        new(field, SeverityMatch.Is, "connectionClose", Warning),
        new(field, SeverityMatch.Is, "forceConnectionClose", Warning),
    ];
}
