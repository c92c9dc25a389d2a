using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>What each option of key-value pairs does to a record.</summary>
public sealed class LineOptionsSpecs
{
    private const string Record = """
        {"A":"x \"y\"","B":1.50,"C":true,"D":null,"E":[7,"a\/b",null],"F":{"g h":{"i":"\u0022"},"j":[]},"K":{},"L":""}
        """;

    private const string Header = "<34>Nov  3 09:05:07 gateway_http ";

    [Fact]
    public void Should_quote_only_strings_by_default() => Assert.Equal(
        """A="x \"y\"" B=1.50 C=true D=null E=[7,"a/b",null] F={"g h":{"i":"\""},"j":[]} K={} L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog));

    [Fact]
    public void Should_quote_all() => Assert.Equal(
        """A="x \"y\"" B="1.50" C="true" D="null" E="[7,\"a/b\",null]" F="{\"g h\":{\"i\":\"\\\"\"},\"j\":[]}" K="{}" L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog with { Quote = QuoteStyle.All }));

    [Fact]
    public void Should_quote_arrays_and_objects() => Assert.Equal(
        """A="x \"y\"" B=1.50 C=true D=null E="[7,\"a/b\",null]" F="{\"g h\":{\"i\":\"\\\"\"},\"j\":[]}" K="{}" L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog with { Nested = NestedStyle.Quoted }));

    [Fact]
    public void Should_flatten() => Assert.Equal(
        """A="x \"y\"" B=1.50 C=true D=null E.0=7 E.1="a/b" E.2=null F.g_h.i="\"" F.j=[] K={} L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog with { Nested = NestedStyle.Flatten }));

    [Fact]
    public void Should_flatten_and_quote_all() => Assert.Equal(
        """A="x \"y\"" B="1.50" C="true" D="" E.0="7" E.1="a/b" E.2="" F.g_h.i="\"" F.j="[]" K="{}" L="" """.TrimEnd(),
        Payload(
            Record,
            OutputProfiles.Alog with { Nested = NestedStyle.Flatten, Quote = QuoteStyle.All, Null = NullStyle.Empty }));

    [Fact]
    public void Should_leave_null_empty() => Assert.Equal(
        """A="x \"y\"" B=1.50 C=true D= E=[7,"a/b",null] F={"g h":{"i":"\""},"j":[]} K={} L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog with { Null = NullStyle.Empty }));

    [Fact]
    public void Should_drop_null() => Assert.Equal(
        """A="x \"y\"" B=1.50 C=true E.0=7 E.1="a/b" F.g_h.i="\"" F.j=[] K={} L="" """.TrimEnd(),
        Payload(Record, OutputProfiles.Alog with { Null = NullStyle.Drop, Nested = NestedStyle.Flatten }));

    [Fact]
    public void Should_be_a_header_alone_when_nothing_is_left() => Assert.Equal(
        Header.TrimEnd() + "\n", FormattedLine.Of("""{"a":null}""", OutputProfiles.Alog with { Null = NullStyle.Drop }));

    [Theory]
    [InlineData("""{"Datetime":"2026-11-03T00:05:07.9Z"}""", "Datetime=1793664307")]
    [InlineData("""{"Datetime":1793664307999999999}""", "Datetime=1793664307")]
    [InlineData("""{"Datetime":"1969-12-31T23:59:59.5Z"}""", "Datetime=-1")]
    [InlineData("""{"Datetime":"soon"}""", "Datetime=\"soon\"")]
    [InlineData("""{"Datetime":1793664307123,"Datetime":1793664308123,"Timestamp":1793664307123}""", "Datetime=1793664307123 Datetime=1793664308 Timestamp=1793664307123")]
    public void Should_write_the_event_time_in_seconds(string record, string payload)
    {
        var line = FormattedLine.Of(record, OutputProfiles.Alog with { EventTimeField = EventTimeStyle.Unix });
        Assert.Equal(payload, line[Header.Length..^1]);
        var quoted = OutputProfiles.Alog with { EventTimeField = EventTimeStyle.Unix, Quote = QuoteStyle.All };
        Assert.Contains($"=\"{payload.Split(' ')[0].Split('=')[1].Trim('"')}\"", FormattedLine.Of(record, quoted));
        var json = OutputProfiles.Alog with { EventTimeField = EventTimeStyle.Unix, Payload = PayloadStyle.Json };
        Assert.Equal(
            "{" + string.Join(',', payload.Split(' ').Select(pair => $"\"{pair.Replace("=", "\":")}")) + "}",
            FormattedLine.Of(record, json)[Header.Length..^1]);
    }

    [Fact]
    public void Should_put_fields_first()
    {
        var format = OutputProfiles.Alog with { First = new FieldNames(["Z", "none", "B"]) };
        Assert.Equal("Z=3 B=2 B=4 A=1 C=5", Payload("""{"A":1,"B":2,"\u005a":3,"B":4,"C":5}""", format));
        Assert.Equal(
            """{"Z":3,"B":2,"B":4,"A":1}""",
            Payload("""{"A":1,"B":2,"\u005a":3,"B":4}""", format with { Payload = PayloadStyle.Json }));
    }

    [Fact]
    public void Should_not_flatten_what_would_become_too_long()
    {
        var format = OutputProfiles.Alog with { Nested = NestedStyle.Flatten };
        var name = new string('n', 254);
        Assert.Equal($"a.{name}.{name}=1", Payload($$$$"""{"a":{"{{{{name}}}}":{"{{{{name}}}}":1}}}""", format));
        Assert.Equal(
            $$$"""aaaa="{\"{{{name}}}\":{\"{{{name}}}\":1}}" b.0=1""",
            Payload($$$$"""{"aaaa":{"{{{{name}}}}":{"{{{{name}}}}":1}},"b":[1]}""", format));

        // 7000 paths of 6 to 9 bytes and 4 more make 64 KiB the first time, and too much the second.
        var many = $"[{string.Join(',', Enumerable.Repeat("1", 5200))}]";
        var line = Payload($$"""{"arr":{{many}},"two":{{many}},"c":[2]}""", format);
        Assert.StartsWith("arr.0=1 arr.1=1 ", line);
        Assert.EndsWith($" arr.5199=1 two=\"{many}\" c.0=2", line);
    }

    [Fact]
    public void Should_put_nothing_on_the_heap()
    {
        var format = OutputProfiles.Rsyslog with
        {
            Payload = PayloadStyle.KeyValue,
            Nested = NestedStyle.Flatten,
            Null = NullStyle.Drop,
            Quote = QuoteStyle.All,
            EventTimeField = EventTimeStyle.Unix,
            First = new FieldNames(["b"]),
            Hostname = "{a}",
            MaxMessage = 480,
        };
        var formatter = new LineFormatter(format, FormattedLine.Context);
        byte[] source =
        [
            .. """{"Datetime":"2026-11-02T12:00:00.123Z","a":"\u3042\"","b":[1,2,{"c":-1.5e7}],"n":null,"long":"""u8,
            (byte)'"', .. Enumerable.Repeat((byte)'x', 500), .. "\"}"u8, (byte)'\n', .. new byte[LineFormatter.Slack],
        ];
        var destination = new byte[100_000];

        Assert.Equal(LineNotes.Shortened, formatter.Format(source, destination).Notes);
        Assert.Equal(0, HeapUse.Of(() => formatter.Format(source, destination)));
    }

    private static string Payload(string record, OutputFormat format)
    {
        var line = FormattedLine.Of(record.Trim(), format);
        Assert.StartsWith(Header, line);
        return line[Header.Length..^1];
    }
}
