using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class ExpectedLineSpecs
{
    private const string Record =
        """{"Datetime":"2026-11-03T00:05:07Z","IDs":[7,67],"Name":"たろう\u0026\/","Big":9007199254740993,"F":{ "a" : null },"a b":""}""";

    private const string Line =
        """<34>Nov  3 09:05:07 gateway_http Datetime="2026-11-03T00:05:07Z" IDs=[7,67] Name="たろう&/" Big=9007199254740993 F={"a":null} a_b=""";

    private static readonly DateTimeOffset Posted = new(2026, 11, 3, 1, 0, 0, TimeSpan.Zero);

    private readonly ExpectedLine _expected = new("gateway_http", "Datetime");

    [Fact]
    public void Should_accept_the_line_of_the_record() => Assert.Null(Difference(Record, Line + "\"\""));

    [Theory]
    [InlineData("<34>", "<35>", "header")]
    [InlineData("Nov  3", "Nov 3", "header")]
    [InlineData("09:05:07", "09:05:08", "header")]
    [InlineData("gateway_http", "gateway_dns", "header")]
    [InlineData("9007199254740993", "9007199254740992", "field Big")]
    [InlineData("[7,67]", "[7, 67]", "field IDs")]
    [InlineData("たろう", "たろ", "field Name")]
    [InlineData("&/", "\\u0026/", "field Name")]
    [InlineData(" F={\"a\":null}", "", "field F")]
    [InlineData("a_b=", "a b=", "field a b")]
    [InlineData(" IDs", "  IDs", "field IDs")]
    public void Should_name_the_first_difference(string right, string wrong, string where)
    {
        var arrived = (Line + "\"\"").Replace(right, wrong);
        Assert.StartsWith(where, Difference(Record, arrived));
    }

    [Fact]
    public void Should_see_what_follows_the_last_field() =>
        Assert.StartsWith("after the last field", Difference(Record, Line + "\"\" "));

    [Fact]
    public void Should_escape_what_a_Receiver_could_take_for_a_line_end()
    {
        var record = """{"T":"\u0000\b\f\n\r\t\u001B\u007F\u0085\u009f\u2028\u2029\"\\é😀"}""";
        var expected = new ExpectedLine("d", "Datetime");
        var line = """<34>Nov  3 10:00:00 d T="\u0000\b\f\n\r\t\u001b\u007f\u0085\u009f\u2028\u2029\"\\é😀""" + "\"";
        Assert.Null(expected.FindDifference(record, line, Posted, Posted));
    }

    [Theory]
    [InlineData("""{"Datetime":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"Datetime":"2026-11-05T00:00:00Z"}""")]
    [InlineData("""{"Datetime":"soon"}""")]
    [InlineData("""{}""")]
    public void Should_want_the_time_of_receipt_where_the_event_has_none_that_can_be_used(string record)
    {
        var fields = record == "{}" ? "" : " " + record[1..^1].Replace("\"Datetime\":", "Datetime=");
        Assert.Null(Difference(record, $"<34>Nov  3 10:00:02 gateway_http{fields}"));
        Assert.StartsWith("header", Difference(record, $"<34>Nov  3 10:00:09 gateway_http{fields}"));
    }

    [Theory]
    [InlineData("1793664307")]
    [InlineData("\"1793664307\"")]
    [InlineData("1793664307123")]
    [InlineData("1793664307123456789")]
    [InlineData("\"1793664307123456789\"")]
    [InlineData("\"2026-11-03T00:05:07.123Z\"")]
    [InlineData("\"2026-11-03T00:05:07.123456789Z\"")]
    [InlineData("\"2026-11-03T09:05:07+09:00\"")]
    public void Should_read_every_form_of_time(string time) =>
        Assert.Null(Difference($$"""{"Datetime":{{time}}}""", $"<34>Nov  3 09:05:07 gateway_http Datetime={time}"));

    private string? Difference(string record, string arrived) =>
        _expected.FindDifference(record, arrived, Posted, Posted.AddSeconds(3));
}
