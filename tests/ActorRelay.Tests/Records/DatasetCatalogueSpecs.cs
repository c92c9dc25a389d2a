using ActorRelay.Records;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records;

public sealed class DatasetCatalogueSpecs
{
    [Fact]
    public void Should_know_every_dataset_once()
    {
        Assert.Equal(37, DatasetCatalogue.All.Length);
        Assert.Equal(DatasetCatalogue.All.Length, DatasetCatalogue.All.DistinctBy(static dataset => dataset.Name).Count());
    }

    [Fact]
    public void Should_know_the_datasets_of_logpush() => Assert.Equal(
        [
            "access_requests", "account_abuse_protection_events", "audit_logs", "audit_logs_v2", "biso_user_actions", "casb_findings",
            "device_posture_results", "dex_application_tests", "dex_device_state_events", "dlp_forensic_copies", "dns_firewall_logs",
            "dns_logs", "email_security_alerts", "email_security_post_delivery_events", "firewall_events", "gateway_dns", "gateway_http",
            "gateway_network", "http_requests", "ipsec_logs", "magic_bgp_logs", "magic_ids_detections", "mcp_portal_logs", "mnm_flow_logs",
            "nel_reports", "network_analytics_logs", "page_shield_events", "sinkhole_http_logs", "spectrum_events", "ssh_logs",
            "turnstile_events", "warp_config_changes", "warp_toggle_changes", "websocket_analytics", "workers_trace_events", "zaraz_events",
            "zero_trust_network_sessions",
        ],
        DatasetCatalogue.All.Select(static dataset => dataset.Name));

    [Fact]
    public void Should_find_names_in_any_case() => Assert.Equal("http_requests", DatasetCatalogue.Find("HTTP_Requests")?.Name);

    [Fact]
    public void Should_look_in_the_usual_places_when_a_dataset_is_not_known() =>
        Assert.Equal(["Datetime", "Timestamp", "EdgeStartTimestamp"], DatasetCatalogue.EventTimeFieldsOf("tomorrows_logs").AsEnumerable());

    [Fact]
    public void Should_have_an_event_time_among_the_fields_of_each()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Contains(dataset.EventTimeFields, dataset.Fields.Contains));
    }

    [Fact]
    public void Should_recognise_each_by_all_its_fields()
    {
        Assert.All(DatasetCatalogue.All, static dataset =>
            Assert.Equal(dataset.Name, DatasetCatalogue.Recognise([.. dataset.Fields])));
    }

    [Theory]
    [InlineData("websocket_analytics", "ConnectionID EdgeEndTimestamp EdgeStartTimestamp BytesSentClient")]
    [InlineData("websocket_analytics", "connectionId timestampEndNanos")]
    [InlineData("http_requests", "EdgeStartTimestamp ClientIP RayID WebAssetsLabelsManaged WebAssetsOperationID OriginTLSKeyExchangeGroup ZoneName")]
    [InlineData("firewall_events", "Datetime Action RayID ClientIP ZoneName WAFRequestSignatureCategories WAFRequestSignatureRefs")]
    [InlineData("gateway_http", "Datetime HTTPHost ExperimentalFeatures TenantID")]
    public void Should_recognise_what_was_published_in_autumn_2026(string dataset, string fields) =>
        Assert.Equal(dataset, DatasetCatalogue.Recognise(fields.Split(' ')));

    [Fact]
    public void Should_not_recognise_what_it_does_not_know()
    {
        Assert.Null(DatasetCatalogue.Recognise([]));
        Assert.Null(DatasetCatalogue.Recognise(["Timestamp"]));
        Assert.Null(DatasetCatalogue.Recognise(["Tomorrow", "Unheard", "Of"]));
        Assert.Equal("gateway_http", DatasetCatalogue.Recognise(["HTTPHost", "HTTPMethod", "IsIsolated", "FieldOfTomorrow"]));
    }

    [Fact]
    public void Should_not_stand_in_the_way_of_unknown_datasets_and_fields()
    {
        const string record = """{"Tomorrow":{"a":[1,"x"]},"Datetime":"2026-11-02T12:00:00Z","Unheard-Of":1.50}""";
        Assert.Equal(
            """<34>Nov  2 21:00:00 tomorrows_logs Tomorrow={"a":[1,"x"]} Datetime="2026-11-02T12:00:00Z" Unheard-Of=1.50""" + "\n",
            FormattedLine.Of(record, null, FormattedLine.Context with { Dataset = "tomorrows_logs" }));
        Assert.Equal(
            $"<134>1 2026-11-02T12:00:00.000000Z relay1 gateway_http - zone1 - {record}\n",
            FormattedLine.Of(record, OutputProfiles.Rsyslog with { Framing = Framing.Newline }));
    }
}
