using System.Text;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Records whose fields a Transformer has renamed: where their event time is, and which severity they have.</summary>
public sealed class NamedEventTimeSpecs
{
    private const string Received = "Nov  3 09:05:07";
    private const string Event = "Nov  3 08:00:00";

    [Theory]
    [InlineData("{\"clientip\":\"192.0.2.1\",\"unix_ts\":1793660400}")]
    [InlineData("{\"unix_ts\":\"2026-11-02T23:00:00\"}")]
    [InlineData("{\"unix_ts\":null,\"event\":{\"host\":\"a\",\"time\":1793660400}}")]
    [InlineData("{\"unix_ts\":0,\"event\":{\"time\":1,\"t\\u0069me\":\"1793660400\"}}")]
    [InlineData("{\"event.time\":1793660400}")]
    [InlineData("{ \"event\" : { \"x\" : [ { \"time\" : 1 } ] , \"time\" : 1793660400 } }")]
    [InlineData("{\"Datetime\":1793660000,\"unix_ts\":1793660400}")]
    [InlineData("{\"deep\":{\"er\":{\"t\":1793660400000000000}}}")]
    public void Should_find_the_event_time_where_the_route_says(string record) =>
        Assert.StartsWith($"<34>{Event} ", Of(record, "unix_ts", "event.time", "deep.er.t"));

    [Theory]
    [InlineData("{\"Datetime\":1793660400}")]
    [InlineData("{\"event\":[{\"time\":1793660400}]}")]
    [InlineData("{\"event\":\"{\\\"time\\\":1793660400}\"}")]
    [InlineData("{\"event\":{\"times\":1793660400,\"x\":{\"time\":1793660400}}}")]
    [InlineData("{\"event\":{}}")]
    [InlineData("{\"UNIX_TS\":1793660400}")]
    public void Should_not_find_it_elsewhere(string record) =>
        Assert.StartsWith($"<34>{Received} ", Of(record, "unix_ts", "event.time"));

    [Theory]
    [InlineData("gateway_http", "{\"datetime\":1793660400}")]
    [InlineData("gateway_http", "{\"date_time\":1793660400}")]
    [InlineData("http_requests", "{\"edge_start_timestamp\":\"2026-11-02T23:00:00\"}")]
    [InlineData("http_requests", "{\"edgestarttimestamp\":1793660000,\"EdgeStartTimestamp\":1793660400}")]
    [InlineData("http_requests", "{\"EdgeStartTimestamp\":1793660400,\"edgestarttimestamp\":1793660000}")]
    [InlineData("http_requests", "{\"edge\\u005Fend\\u005FTimestamp\":1793660400}")]
    public void Should_find_the_fields_of_the_catalogue_however_they_are_spelled(string dataset, string record) =>
        Assert.StartsWith($"<34>{Event} ", FormattedLine.Of(record, null, FormattedLine.Context with { Dataset = dataset }));

    [Theory]
    [InlineData("{\"action\":\"block\"}", 4)]
    [InlineData("{\"http_status_code\":503}", 3)]
    [InlineData("{\"Action\":\"allow\",\"action\":\"block\"}", 6)]
    [InlineData("{\"action\":\"block\",\"Action\":\"allow\"}", 6)]
    [InlineData("{\"actions\":\"block\",\"_\":1,\"actio\":\"block\"}", 6)]
    public void Should_find_the_fields_of_the_severity_however_they_are_spelled(string record, int severity) =>
        Assert.StartsWith($"<{16 * 8 + severity}>", FormattedLine.Of(record, OutputProfiles.Rsyslog with { Framing = Framing.Newline }));

    [Theory]
    [InlineData("Json", "Bare", "{\"a\":1,\"event\":{\"time\":1793660400,\"z\":[2]}}")]
    [InlineData("KeyValue", "Bare", "a=1 event={\"time\":1793660400,\"z\":[2]}")]
    [InlineData("KeyValue", "Quoted", "a=1 event=\"{\\\"time\\\":1793660400,\\\"z\\\":[2]}\"")]
    [InlineData("KeyValue", "Flatten", "a=1 event.time=1793660400 event.z.0=2")]
    public void Should_write_the_time_as_seconds_within_an_object(string payload, string nested, string expected)
    {
        var format = OutputProfiles.Alog with
        {
            Payload = Enum.Parse<PayloadStyle>(payload),
            Nested = Enum.Parse<NestedStyle>(nested),
            EventTimeField = EventTimeStyle.Unix,
        };
        foreach (var time in (string[])["\"2026-11-02T23:00:00\"", "1793660400.25", "1.7936604e9", "1793660400000000000"])
        {
            Assert.EndsWith(
                $" {expected}\n", Of($"{{\"a\":1, \"event\":{{\"time\": {time} ,\"z\":[2]}}}}", format, "event.time"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Should_take_the_named_time_for_an_added_field()
    {
        var rules = RecordRules.None with
        {
            Shape = new FieldShape([], [], [], [], [new AddedField("at", AddedValue.EventTimeUnix, [])]),
        };
        byte[] source = [.. "{\"unix_ts\":1793660400}\n"u8, .. new byte[LineFormatter.Slack]];
        var destination = new byte[4000];
        var result = new LineFormatter(
            OutputProfiles.Alog, FormattedLine.Context with { EventTime = ["unix_ts"] }, [new RouteOfOutput(rules, true)])
            .Format(source, destination);
        Assert.EndsWith(" at=1793660400\n", Encoding.UTF8.GetString(destination, 0, result.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_keep_the_named_time_when_a_line_is_shortened() => Assert.Contains(
        " unix_ts=\"2026-11-02T23:00:00\"",
        Of(
            $"{{{string.Concat(Enumerable.Range(0, 60).Select(i => $"\"f{i}\":1{i}2345,"))}\"unix_ts\":\"2026-11-02T23:00:00\"}}",
            OutputProfiles.Alog with { MaxMessage = Shortening.SmallestLimit },
            "unix_ts"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("websocket_analytics")]
    [InlineData("http_requests", "a.b", "c.d", "e.f", "g.h")]
    public void Should_find_as_many_fields_as_settings_can_name(string dataset, params string[] eventTime)
    {
        string Fields(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => $"{{F{i}}}"));
        var format = OutputProfiles.Rsyslog with
        {
            Hostname = HeaderTemplate.Parse(Fields(0, 8)),
            AppName = HeaderTemplate.Parse(Fields(8, 8)),
        };
        Assert.True(WhereClause.TryParse(
            string.Join(" or ", Enumerable.Range(100, 16).Select(i => $"F{i} == 1")), out var one, out _));
        Assert.True(WhereClause.TryParse(
            string.Join(" or ", Enumerable.Range(200, 16).Select(i => $"F{i} == 1")), out var two, out _));
        RouteOfOutput[] routes =
        [
            new(RecordRules.None with { Where = one }, true), new(RecordRules.None with { Where = two }, true),
        ];
        Assert.NotNull(new LineFormatter(
            format, FormattedLine.Context with { Dataset = dataset, EventTime = [.. eventTime] }, [.. routes]));
    }

    private static string Of(string record, params string[] eventTime) => Of(record, OutputProfiles.Alog, eventTime);

    private static string Of(string record, OutputFormat format, params string[] eventTime) =>
        FormattedLine.Of(record, format, FormattedLine.Context with { EventTime = [.. eventTime] });
}
