using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class RecordSeveritySpecs
{
    [Theory]
    [InlineData("http_requests", """{"EdgeResponseStatus":200}""", "info")]
    [InlineData("http_requests", """{"EdgeResponseStatus":503}""", "err")]
    [InlineData("http_requests", """{"EdgeResponseStatus":403,"SecurityAction":"block"}""", "warning")]
    [InlineData("http_requests", """{"EdgeResponseStatus":500,"SecurityAction":"block"}""", "err")]
    [InlineData("http_requests", """{"SecurityAction":"connectionClose"}""", "warning")]
    [InlineData("http_requests", """{"SecurityAction":"managedChallenge"}""", "info")]
    [InlineData("http_requests", """{"ContentScanObjResults":["clean","malicious"]}""", "warning")]
    [InlineData("firewall_events", """{"Action":"drop"}""", "warning")]
    [InlineData("firewall_events", """{"Action":"log"}""", "info")]
    [InlineData("firewall_events", """{"Action":"precursorInterstitialPageIssued"}""", "info")]
    [InlineData("firewall_events", """{"Action":"precursorInterstitialPageBypassed"}""", "info")]
    [InlineData("http_requests", """{"SecurityAction":"precursorInterstitialPageSolved"}""", "info")]
    [InlineData("gateway_dns", """{"ResolverDecision":"blockedByCategory"}""", "warning")]
    [InlineData("gateway_dns", """{"ResolverDecision":"allowedOnNoPolicyMatch"}""", "info")]
    [InlineData("gateway_http", """{"Action":"Blocked","HTTPStatusCode":403}""", "warning")]
    [InlineData("gateway_http", """{"Action":"allow","HTTPStatusCode":"502"}""", "err")]
    [InlineData("gateway_http", """{"Action":["block"],"HTTPStatusCode":5000}""", "info")]
    [InlineData("gateway_http", """{"Action":"\u0062lock"}""", "warning")]
    [InlineData("gateway_http", """{"x":{"Action":"block"}}""", "info")]
    [InlineData("access_requests", """{"Allowed":false}""", "warning")]
    [InlineData("access_requests", """{"Allowed":true}""", "info")]
    [InlineData("dns_firewall_logs", """{"ResponseReason":"attack_mitigation_block"}""", "warning")]
    [InlineData("dns_firewall_logs", """{"ResponseReason":"success"}""", "info")]
    [InlineData("email_security_alerts", """{"FinalDisposition":"MALICIOUS"}""", "warning")]
    [InlineData("email_security_alerts", """{"FinalDisposition":"SPAM"}""", "info")]
    [InlineData("network_analytics_logs", """{"Outcome":"drop"}""", "warning")]
    [InlineData("magic_ids_detections", """{"Action":"pass"}""", "warning")]
    [InlineData("sinkhole_http_logs", "{}", "warning")]
    [InlineData("spectrum_events", """{"Event":"clientFiltered"}""", "warning")]
    [InlineData("SSH_Logs", """{"Error":"x"}""", "info")]
    [InlineData("tomorrows_logs", """{"Action":"block"}""", "warning")]
    [InlineData("tomorrows_logs", """{"Action":"block","EdgeResponseStatus":522}""", "err")]
    public void Should_fit_the_dataset(string dataset, string record, string severity) => Assert.StartsWith(
        $"<{16 * 8 + Priority.FindSeverity(severity)}>1 ",
        FormattedLine.Of(record, OutputProfiles.Rsyslog with { Framing = Framing.Newline }, FormattedLine.Context with { Dataset = dataset }));

    [Theory]
    [InlineData("""{"Action":"block"}""", 12)]
    [InlineData("""{"Action":"BLOCK"}""", 12)]
    [InlineData("""{"Action":"blocked"}""", 13)]
    [InlineData("""{"Action":true}""", 8)]
    [InlineData("""{"Action":"キー"}""", 9)]
    [InlineData("""{"Action":null}""", 13)]
    [InlineData("{}", 13)]
    public void Should_come_from_a_field(string record, int priority)
    {
        var rule = new SeverityRule(
            [
                new SeverityTest("Action", SeverityMatch.Is, "block", 4),
                new SeverityTest("Action", SeverityMatch.Is, "true", 0),
                new SeverityTest("Action", SeverityMatch.Is, "キー", 1),
            ],
            5);
        var line = FormattedLine.Of(record, OutputProfiles.Alog with { Priority = 1 * 8 + 7, Severity = rule });
        Assert.StartsWith($"<{priority}>Nov  3 09:05:07 gateway_http", line);
    }

    [Fact]
    public void Should_stay_what_it_is_under_alog() => Assert.StartsWith("<34>", FormattedLine.Of("""{"Action":"block"}"""));

    [Fact]
    public void Should_be_the_default_for_lines_of_text() => Assert.StartsWith(
        "<134>", FormattedLine.Of("block", OutputProfiles.Rsyslog with { Framing = Framing.Newline }, FormattedLine.Context with { Input = InputStyle.Text }));

    [Fact]
    public void Should_look_at_fields_that_datasets_have() => Assert.All(DatasetCatalogue.All, static dataset => Assert.All(
        SeverityRule.ByDataset.For(dataset.Name).Tests.Where(test => SeverityRule.ByDataset.For(dataset.Name) != SeverityRule.ByDataset.For("unknown")),
        test => Assert.True(dataset.Fields.Contains(test.Field), $"{dataset.Name} has no {test.Field}")));

    [Fact]
    public void Should_equal_another_that_says_the_same()
    {
        SeverityRule Rule(string text) => new([new SeverityTest("Action", SeverityMatch.Is, text, 4)], 6);
        Assert.Equal(Rule("a"), Rule("a"));
        Assert.NotEqual(Rule("a"), Rule("b"));
        Assert.NotEqual(new SeverityRule([], SeverityRule.ByDataset.Default), SeverityRule.ByDataset);
    }
}
