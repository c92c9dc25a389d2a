using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorRelay.Records;

/// <summary>The datasets of Logpush: where their event time is, and how to tell them by their fields.</summary>
internal static class DatasetCatalogue
{
    /// <summary>A record that shows fewer known fields than this could be of too many datasets.</summary>
    private const int FewestFields = 2;

    /// <summary>Where datasets that the relay does not know are likely to have their event time.</summary>
    private static readonly ImmutableArray<string> UsualEventTimeFields = ["Datetime", "Timestamp", "EdgeStartTimestamp"];

    private static readonly ImmutableArray<string> Timestamp = ["Timestamp"];

    private static readonly ImmutableArray<string> Datetime = ["Datetime"];

    /// <summary>All of them, by name.</summary>
    public static ImmutableArray<Dataset> All { get; } =
    [
        Create("access_requests", ["CreatedAt"], DatasetFields.AccessRequests),
        Create("account_abuse_protection_events", Timestamp, DatasetFields.AccountAbuseProtectionEvents),
        Create("audit_logs", ["When"], DatasetFields.AuditLogs),
        Create("audit_logs_v2", ["ActionTimestamp"], DatasetFields.AuditLogsV2),
        Create("biso_user_actions", Timestamp, DatasetFields.BisoUserActions),
        Create("casb_findings", ["DetectedTimestamp"], DatasetFields.CasbFindings),
        Create("device_posture_results", Timestamp, DatasetFields.DevicePostureResults),
        Create("dex_application_tests", Timestamp, DatasetFields.DexApplicationTests),
        Create("dex_device_state_events", Timestamp, DatasetFields.DexDeviceStateEvents),
        Create("dlp_forensic_copies", Datetime, DatasetFields.DlpForensicCopies),
        Create("dns_firewall_logs", Timestamp, DatasetFields.DnsFirewallLogs),
        Create("dns_logs", Timestamp, DatasetFields.DnsLogs),
        Create("email_security_alerts", Timestamp, DatasetFields.EmailSecurityAlerts),
        Create("email_security_post_delivery_events", ["CompletedAt", "RequestedAt", "MessageTimestamp"],
            DatasetFields.EmailSecurityPostDeliveryEvents),
        Create("firewall_events", Datetime, DatasetFields.FirewallEvents),
        Create("gateway_dns", Datetime, DatasetFields.GatewayDns),
        Create("gateway_http", Datetime, DatasetFields.GatewayHttp),
        Create("gateway_network", Datetime, DatasetFields.GatewayNetwork),
        Create("http_requests", ["EdgeStartTimestamp", "EdgeEndTimestamp"], DatasetFields.HttpRequests),
        Create("ipsec_logs", Timestamp, DatasetFields.IpsecLogs),
        Create("magic_bgp_logs", ["EventTimestamp"], DatasetFields.MagicBgpLogs),
        Create("magic_ids_detections", Timestamp, DatasetFields.MagicIdsDetections),
        Create("mcp_portal_logs", Datetime, DatasetFields.McpPortalLogs),
        Create("mnm_flow_logs", ["Timestamp", "FlowTimestamp"], DatasetFields.MnmFlowLogs),
        Create("nel_reports", Timestamp, DatasetFields.NelReports),
        Create("network_analytics_logs", Datetime, DatasetFields.NetworkAnalyticsLogs),
        Create("page_shield_events", Timestamp, DatasetFields.PageShieldEvents),
        Create("sinkhole_http_logs", Timestamp, DatasetFields.SinkholeHttpLogs),
        Create("spectrum_events", ["Timestamp", "DisconnectTimestamp", "ConnectTimestamp"], DatasetFields.SpectrumEvents),
        Create("ssh_logs", ["Datetime", "SessionStartDatetime"], DatasetFields.SshLogs),
        Create("turnstile_events", Timestamp, DatasetFields.TurnstileEvents),
        Create("warp_config_changes", Timestamp, DatasetFields.WarpConfigChanges),
        Create("warp_toggle_changes", Timestamp, DatasetFields.WarpToggleChanges),
        Create("websocket_analytics", ["EdgeEndTimestamp", "EdgeStartTimestamp", "timestampEndNanos", "timestampStartNanos"],
            DatasetFields.WebsocketAnalytics),
        Create("workers_trace_events", ["EventTimestampMs"], DatasetFields.WorkersTraceEvents),
        Create("zaraz_events", ["TimestampStart"], DatasetFields.ZarazEvents),
        Create("zero_trust_network_sessions", ["SessionStartTime", "SessionEndTime"], DatasetFields.ZeroTrustNetworkSessions),
    ];

    private static readonly FrozenDictionary<string, Dataset> ByName =
        All.ToFrozenDictionary(static dataset => dataset.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The dataset of a name, in any case, or null.</summary>
    public static Dataset? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Where to look for a dataset's event time, in this order; for one that is not known, the usual places.</summary>
    public static ImmutableArray<string> EventTimeFieldsOf(string name) =>
        Find(name)?.EventTimeFields ?? UsualEventTimeFields;

    /// <summary>
    /// Tells a dataset by the names of one record's top-level fields. Names that no dataset is known to have say
    /// nothing. Of the others a dataset must have nine in ten (a field may be newer than this catalogue), and more than
    /// any other dataset has.
    /// </summary>
    /// <returns>Its name, or null when that is not sure.</returns>
    public static string? Recognise(IReadOnlyCollection<string> fieldNames)
    {
        var known = fieldNames.Where(static name => All.Any(dataset => dataset.Fields.Contains(name))).ToHashSet();
        var best = All
            .Select(dataset => (dataset.Name, Count: known.Count(dataset.Fields.Contains)))
            .OrderByDescending(static candidate => candidate.Count)
            .Take(2)
            .ToList();
        var isSure = known.Count >= FewestFields
            && best[0].Count * 10 >= known.Count * 9
            && best[0].Count > best[1].Count;
        return isSure ? best[0].Name : null;
    }

    private static Dataset Create(string name, ImmutableArray<string> eventTimeFields, string fields) =>
        new(name, eventTimeFields, fields.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet());
}
