using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>By which route a record goes to an output: each marks what it delivers with a field of its own.</summary>
public sealed class RecordRoutingSpecs
{
    private static readonly RouteOfOutput Block = Marked("Action == block", "first");

    [Fact]
    public void Should_take_the_first_route_that_takes_the_record_and_delivers_here()
    {
        var routes = ImmutableArray.Create(Block, Marked(null, "rest"));
        Assert.Equal("Action=\"block\" by=\"first\"", Payload("""{"Action":"block"}""", routes));
        Assert.Equal("Action=\"allow\" by=\"rest\"", Payload("""{"Action":"allow"}""", routes));
    }

    [Fact]
    public void Should_not_have_what_another_output_has_unless_that_goes_on()
    {
        var routes = ImmutableArray.Create(Block with { Delivers = false }, Marked(null, "rest"));
        Assert.Null(Payload("""{"Action":"block"}""", routes));
        Assert.Equal("Action=\"allow\" by=\"rest\"", Payload("""{"Action":"allow"}""", routes));

        var goesOn = routes.SetItem(0, routes[0] with { Rules = routes[0].Rules with { GoesOn = true } });
        Assert.Equal("Action=\"block\" by=\"rest\"", Payload("""{"Action":"block"}""", goesOn));
    }

    [Fact]
    public void Should_have_a_record_once_though_two_routes_bring_it()
    {
        var routes = ImmutableArray.Create(Block with { Rules = Block.Rules with { GoesOn = true } }, Marked(null, "rest"));
        Assert.Equal("Action=\"block\" by=\"first\"", Payload("""{"Action":"block"}""", routes));
    }

    [Fact]
    public void Should_leave_what_is_out_of_the_sample_to_the_next_only_when_it_goes_on()
    {
        var none = Block with { Rules = Block.Rules with { Sample = 0 } };
        Assert.Null(Payload("""{"Action":"block"}""", [none, Marked(null, "rest")]));

        var goesOn = none with { Rules = none.Rules with { GoesOn = true } };
        Assert.Equal("Action=\"block\" by=\"rest\"", Payload("""{"Action":"block"}""", [goesOn, Marked(null, "rest")]));
    }

    [Fact]
    public void Should_have_nothing_without_a_route() => Assert.Null(Payload("""{"Action":"block"}""", []));

    [Fact]
    public void Should_sample_lines_of_text_by_their_numbers()
    {
        var context = FormattedLine.Context with { Input = InputStyle.Text, SampleKey = 5 };
        var formatter = new LineFormatter(
            OutputProfiles.Alog, context, [new RouteOfOutput(new RecordRules { Sample = 0.3 }, true)]);
        byte[] source = [.. "a,b\n"u8, .. new byte[LineFormatter.Slack]];
        var kept = Enumerable.Range(1, 1000)
            .Where(line => formatter.Format(source, new byte[1000], line).Status == LineStatus.Written);
        Assert.Equal(Enumerable.Range(1, 1000).Where(line => new Sample(0.3).Keeps(5, line)), kept);
    }

    [Fact]
    public void Should_know_the_event_time_though_a_where_asks_for_it_too()
    {
        var rules = new RecordRules { Where = Where("Datetime > 5") };
        var line = Encoding.UTF8.GetBytes("""{"Datetime":1793664307}""");
        var destination = new byte[1000];
        var result = ShapedLine.Run(rules, line, destination, OutputProfiles.Alog);
        Assert.Equal(
            "<34>Nov  3 09:05:07 gateway_http Datetime=1793664307\n", Encoding.UTF8.GetString(destination, 0, result.Written));
    }

    private static string? Payload(string record, ImmutableArray<RouteOfOutput> routes)
    {
        byte[] source = [.. Encoding.UTF8.GetBytes(record), (byte)'\n', .. new byte[LineFormatter.Slack]];
        var destination = new byte[1000];
        var result = new LineFormatter(OutputProfiles.Alog, FormattedLine.Context, routes).Format(source, destination);
        Assert.Equal(source.Length - LineFormatter.Slack, result.Consumed);
        return result.Status == LineStatus.Filtered
            ? null
            : Encoding.UTF8.GetString(destination, 0, result.Written)["<34>Nov  3 09:05:07 gateway_http ".Length..^1];
    }

    private static RouteOfOutput Marked(string? where, string by) => new(
        new RecordRules
        {
            Where = where is null ? null : Where(where),
            Shape = new FieldShape([], [], [], [], [new AddedField("by", AddedValue.Constant, JsonText.Of(by))]),
        },
        Delivers: true);

    private static WhereClause Where(string text)
    {
        Assert.True(WhereClause.TryParse(text, out var where, out var error), error.Message);
        return where;
    }
}
