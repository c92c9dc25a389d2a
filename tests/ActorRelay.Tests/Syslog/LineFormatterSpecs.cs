using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class LineFormatterSpecs
{
    [Fact]
    public void Should_write_the_line_of_the_design_page()
    {
        const string Record = """
            {"AccountID":"e18367","Action":"block","Datetime":1793664307,"CategoryIDs":[7,67],"DeviceName":"\u305f\u308d\u3046\u306ePC","URL":"https:\/\/a.example\/?b=1\u0026c=2"}
            """;
        Assert.Equal(
            """
            <34>Nov  3 09:05:07 gateway_http AccountID="e18367" Action="block" Datetime=1793664307 CategoryIDs=[7,67] DeviceName="たろうのPC" URL="https://a.example/?b=1&c=2"
            """ + "\n",
            FormattedLine.Of(Record));
    }

    [Theory]
    [InlineData("""{}""", "")]
    [InlineData(""" { } """, "")]
    [InlineData("""{"":1}""", " =1")]
    [InlineData("""{"a":"b"}""", """ a="b" """)]
    [InlineData("""{ "a" : [ 1 , { "b" : null } , [ ] ] , "c" : { } }""", """ a=[1,{"b":null},[]] c={} """)]
    [InlineData(""" ,{"a":1}, """, " a=1")]
    [InlineData("{\"a\":1}\r", " a=1")]
    [InlineData("""{"a":1,"a":2}""", " a=1 a=2")]
    [InlineData("""{"a b=c":1,"キー":2,"\ud83d\ude00":3,"x\ud800y":4,"q\"\\":5}""", " a_b_c=1 __=2 _=3 x_y=4 q__=5")]
    [InlineData("""{"\u0041.@-_9":1}""", " A.@-_9=1")]
    [InlineData("""{"a":-0,"b":1E400,"c":1.50,"d":12345678901234567890123,"e":-1.5e-07}""", " a=-0 b=1E400 c=1.50 d=12345678901234567890123 e=-1.5e-07")]
    [InlineData("""{"a":true,"b":false,"c":null}""", " a=true b=false c=null")]
    [InlineData("""{"a":"\"\\\/\b\f\n\r\t"}""", """ a="\"\\/\b\f\n\r\t" """)]
    [InlineData("""{"a":"\u0022\u005C\u002f\u0008\u000C\u000A\u000D\u0009"}""", """ a="\"\\/\b\f\n\r\t" """)]
    [InlineData("""{"a":"\u0000\u001F\u007F\u0080\u009f\u00A0\u2028\u2029\u202A"}""", " a=\"\\u0000\\u001f\\u007f\\u0080\\u009f\u00A0\\u2028\\u2029\u202A\"")]
    [InlineData("{\"a\":\"\u007F\u0080\u0085\u009F\u00A0\u2028\u2029\u202A\"}", " a=\"\\u007f\\u0080\\u0085\\u009f\u00A0\\u2028\\u2029\u202A\"")]
    [InlineData("""{"a":"\uD83D\uDE00\u3042"}""", " a=\"😀あ\"")]
    [InlineData("""{"a":"\uD800","b":"\uDFFFx","c":"\uD800\uD83D\uDE00","d":"\ud800\u0041","e":"\uDBFF\n"}""", " a=\"\\ud800\" b=\"\\udfffx\" c=\"\\ud800😀\" d=\"\\ud800A\" e=\"\\udbff\\n\"")]
    [InlineData("""{"a":{"b c":"\/","\u0041":"\u007f"}}""", """ a={"b c":"/","A":"\u007f"} """)]
    public void Should_write_pairs(string record, string payload) => Assert.Equal(payload.TrimEnd(), FormattedLine.Payload(record));

    [Theory]
    [InlineData("""{}""", "{}")]
    [InlineData(""" { "a b" : 1 , "\u0041\/" : [ 1 ] } """, """{"a b":1,"A/":[1]}""")]
    [InlineData("""{"\u2028":"\u2028","キー":"\ud800","a\"b":{}}""", """{"\u2028":"\u2028","キー":"\ud800","a\"b":{}}""")]
    public void Should_write_compact_json(string record, string payload)
    {
        var format = OutputProfiles.Alog with { Payload = PayloadStyle.Json };
        Assert.Equal($"<34>Nov  3 09:05:07 gateway_http {payload}\n", FormattedLine.Of(record, format));
    }

    [Theory]
    [InlineData("a,\"b\",\\c", "a,\"b\",\\c")]
    [InlineData("a\tb\r", "a\tb")]
    [InlineData("a\rb\u0000\u001b[1m\u007f\u0085\u2028é\r", "a\\rb\\u0000\\u001b[1m\\u007f\\u0085\\u2028é")]
    [InlineData(",", ",")]
    [InlineData("{\"Datetime\":1}", "{\"Datetime\":1}")]
    public void Should_pass_text_on_as_it_is(string line, string message)
    {
        var context = FormattedLine.Context with { Input = InputStyle.Text };
        Assert.Equal($"<34>Nov  3 09:05:07 gateway_http {message}\n", FormattedLine.Of(line, null, context));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r")]
    [InlineData(" , ")]
    public void Should_pass_blank_lines_over(string line)
    {
        var result = FormattedLine.Run(line);
        Assert.Equal(new LineResult(LineStatus.Blank, line.Length + 1, 0, 0, RecordError.None, 0), result);
    }

    [Theory]
    [InlineData("[]", nameof(RecordError.NotAnObject), 0)]
    [InlineData(" ,,{}", nameof(RecordError.NotAnObject), 2)]
    [InlineData("\"a\"", nameof(RecordError.NotAnObject), 0)]
    [InlineData("{\"a\":1", nameof(RecordError.Truncated), 6)]
    [InlineData("{\"a\":\"b", nameof(RecordError.Truncated), 7)]
    [InlineData("{\"a\":01}", nameof(RecordError.InvalidJson), 6)]
    [InlineData("{\"a\":1,}", nameof(RecordError.InvalidJson), 7)]
    [InlineData("{\"a\":\"\\x\"}", nameof(RecordError.InvalidJson), 7)]
    [InlineData("{\"a\":\"\u0001\"}", nameof(RecordError.InvalidJson), 6)]
    [InlineData("{} {}", nameof(RecordError.TrailingText), 3)]
    [InlineData("{},,", nameof(RecordError.TrailingText), 3)]
    public void Should_say_where_and_why_a_line_is_bad(string line, string error, int offset)
    {
        var result = FormattedLine.Run(line);
        Assert.Equal(new LineResult(LineStatus.Bad, line.Length + 1, 0, 0, Enum.Parse<RecordError>(error), offset), result);
    }

    /// <summary>% stands for a byte that is not valid UTF-8.</summary>
    [Theory]
    [InlineData("{\"a\":\"%\"}")]
    [InlineData("{\"a\":\"x\\n%\"}")]
    [InlineData("{\"a\":\"%\\n\"}")]
    [InlineData("{\"a\":\"0123456789012345678901234567890123456789%\"}")]
    [InlineData("{\"a\":1,\"b%\":2}")]
    [InlineData("{\"a\":[1,\"%\"]}")]
    [InlineData("{\"a\":{\"%\":1}}")]
    public void Should_refuse_what_is_not_utf8(string line)
    {
        var at = line.IndexOf('%', StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(line);
        bytes[at] = 0xC3;
        foreach (var format in (OutputFormat[])[OutputProfiles.Alog, OutputProfiles.Alog with { Payload = PayloadStyle.Json }])
        {
            var result = FormattedLine.Run(bytes, new byte[500], format);
            Assert.Equal((RecordError.InvalidUtf8, at), (result.Error, result.ErrorOffset));
        }
    }

    [Fact]
    public void Should_take_keys_and_white_space_as_they_come_whatever_the_last_record_had()
    {
        string[] lines =
        [
            """{"a":"x","b":1}""", """{"a": "x","b": 1}""", """{"a" : "x" , "b" : 1 }""", """{"a":"x","b":1}""", """{ "a":1,"b":"x"}""",
            """{"b":1,"a":"x"}""", """{"a":"x"}""", """{ }""", """{"a":"x","b":[1, 2],"c":{}}""", """{"a":"x","b": [1,2 ],"c": {}}""",
        ];
        foreach (var format in (OutputFormat[])[OutputProfiles.Alog, OutputProfiles.Alog with { Payload = PayloadStyle.Json }])
        {
            var formatter = new LineFormatter(format, FormattedLine.Context);
            foreach (var line in lines.Concat(lines.Reverse()).Select(Encoding.UTF8.GetBytes))
            {
                var destination = new byte[500];
                var result = formatter.Format([.. line, (byte)'\n', .. new byte[LineFormatter.Slack]], destination);
                Assert.Equal(LineOracle.Framed(line, format, FormattedLine.Context), destination[..result.Written]);
            }
        }
    }

    [Fact]
    public void Should_allow_a_depth_of_64()
    {
        Assert.Equal(LineStatus.Written, FormattedLine.Run(Nested(64)).Status);
        var result = FormattedLine.Run(Nested(65));
        Assert.Equal((RecordError.TooDeep, 5 + 63), (result.Error, result.ErrorOffset));

        static string Nested(int depth) => "{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
    }

    [Fact]
    public void Should_say_how_much_room_a_line_needs()
    {
        var line = Encoding.UTF8.GetBytes("{\"a\":\"" + new string('\u0085', 100) + "\"}");
        var full = FormattedLine.Run(line, new byte[300 + LineFormatter.Slack]);
        Assert.Equal((LineStatus.Full, 0, 0), (full.Status, full.Consumed, full.Written));
        var result = FormattedLine.Run(line, new byte[full.Needed + LineFormatter.Slack]);
        Assert.Equal(LineStatus.Written, result.Status);
        Assert.InRange(result.Written, 600, full.Needed);
    }

    [Fact]
    public void Should_count_octets()
    {
        var format = OutputProfiles.Alog with { Framing = Framing.OctetCounting };
        Assert.Equal("40 <34>Nov  3 09:05:07 gateway_http a=\"あ\"", FormattedLine.Of("""{"a":"\u3042"}""", format));
        Assert.Equal("32 <34>Nov  3 09:05:07 gateway_http", FormattedLine.Of("{}", format));
    }

    [Fact]
    public void Should_keep_a_message_whole_when_the_length_of_its_prefix_changes()
    {
        var format = OutputProfiles.Alog with { Framing = Framing.OctetCounting };
        var formatter = new LineFormatter(format, FormattedLine.Context);
        foreach (var length in (int[])[1, 2000, 20, 100_000, 3, 50, 60, 70])
        {
            var line = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', length)}\"}}");
            var destination = new byte[length + 500];
            var result = formatter.Format([.. line, (byte)'\n', .. new byte[LineFormatter.Slack]], destination);
            Assert.Equal(LineOracle.Framed(line, format, FormattedLine.Context), destination[..result.Written]);
        }
    }

    [Theory]
    [InlineData("""{"Datetime":"2026-11-02T12:00:00Z"}""", "Nov  2 21:00:00", 0)]
    [InlineData("""{"Datetime":"2026-05-08T00:05:07Z"}""", "May  8 09:05:07", 0)]
    [InlineData("""{"Datetime":"2026-05-06T00:05:07Z"}""", "Nov  3 09:05:07", 1)]
    [InlineData("""{"Datetime":"2026-11-03T23:59:59Z"}""", "Nov  4 08:59:59", 0)]
    [InlineData("""{"Datetime":"2026-11-04T00:05:08Z"}""", "Nov  3 09:05:07", 1)]
    [InlineData("""{"Datetime":"soon"}""", "Nov  3 09:05:07", 1)]
    [InlineData("""{"Date":1}""", "Nov  3 09:05:07", 1)]
    [InlineData("""{"\u0044atetime":"2026-11-02T12:00:00Z"}""", "Nov  2 21:00:00", 0)]
    [InlineData("""{"Datetime":0,"Datetime":"2026-11-02T12:00:00Z"}""", "Nov  2 21:00:00", 0)]
    [InlineData("""{"a":{"Datetime":"2026-11-02T12:00:00Z"}}""", "Nov  3 09:05:07", 1)]
    public void Should_show_the_event_time_if_it_can_be_true(string record, string time, int receiveTimeUsed)
    {
        var destination = new byte[500];
        var result = FormattedLine.Run(Encoding.UTF8.GetBytes(record), destination);
        Assert.Equal($"<34>{time} ", Encoding.ASCII.GetString(destination, 0, 20));
        Assert.Equal(receiveTimeUsed == 1 ? LineNotes.ReceiveTime : LineNotes.None, result.Notes);
    }

    [Fact]
    public void Should_take_the_next_field_when_the_first_has_no_usable_time()
    {
        var context = FormattedLine.Context with { Dataset = "zero_trust_network_sessions" };
        var line = FormattedLine.Of("""{"SessionEndTime":"2026-11-02T12:00:00Z","SessionStartTime":""}""", null, context);
        Assert.StartsWith("<34>Nov  2 21:00:00 zero_trust_network_sessions ", line);
    }

    [Fact]
    public void Should_know_the_first_and_the_last_event_time_that_headers_show()
    {
        var formatter = new LineFormatter(OutputProfiles.Alog, FormattedLine.Context);
        Assert.True(formatter.EventTimes.IsEmpty);
        foreach (var time in new[] { "1793664000", "1", "1793660000", "\"nonsense\"", "1793664307", "1793663000" })
        {
            byte[] source = [.. Encoding.UTF8.GetBytes($"{{\"Datetime\":{time}}}"), (byte)'\n', .. new byte[LineFormatter.Slack]];
            formatter.Format(source, new byte[500]);
        }

        Assert.Equal(new EventTimeRange(1_793_660_000_000_000, 1_793_664_307_000_000), formatter.EventTimes);
    }

    [Fact]
    public void Should_refuse_to_run_without_a_sentinel()
    {
        var formatter = new LineFormatter(OutputProfiles.Alog, FormattedLine.Context);
        Assert.Throws<ArgumentException>(() => formatter.Format(new byte[LineFormatter.Slack + 5], new byte[500]));
        Assert.Throws<ArgumentException>(() => formatter.Format(new byte[LineFormatter.Slack], new byte[500]));
        Assert.Throws<ArgumentException>(() => formatter.Format([10, .. new byte[LineFormatter.Slack]], new byte[5]));
    }

    [Fact]
    public void Should_put_nothing_on_the_heap()
    {
        var formatter = new LineFormatter(OutputProfiles.Rsyslog with { Framing = Framing.OctetCounting }, FormattedLine.Context);
        byte[] source = [.. """{"Datetime":"2026-11-02T12:00:00.123Z","a":"\u3042\"","b":[1,2,{"c":-1.5e7}],"キー":"\u0085"}"""u8, (byte)'\n', .. new byte[LineFormatter.Slack]];
        var destination = new byte[1000];

        Assert.Equal(0, HeapUse.Of(() => formatter.Format(source, destination)));
    }
}
