using System.Text;
using System.Text.Json;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>What readers of CEF, LEEF and structured data get wrong, and what the standards want where one would guess otherwise.</summary>
public sealed class ParameterSpecs
{
    private const string CefHeader = "CEF:0|Cloudflare|Logpush|1|http_requests|HTTP request|2|";

    private static readonly OutputFormat Cef = Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.Cef, Framing.Newline) with { Hostname = "h" };
    private static readonly OutputFormat Leef = Cef with { Payload = PayloadStyle.Leef };
    private static readonly OutputFormat Structured = Cef with { Header = HeaderStyle.Rfc5424, Payload = PayloadStyle.StructuredData, AppName = "" };

    [Theory]
    // One blank behind the last |: liblognorm takes the first letter of the name for it.
    [InlineData("""{"A":"x"}""", "cat=http_requests A=x")]
    // In values = and \ behind a backslash, | as it is; an end of a line is \n, whatever it was, and a TAB a blank.
    [InlineData("""{"A":"a=b c=d|e\\f"}""", "cat=http_requests A=a\\=b c\\=d|e\\\\f")]
    [InlineData("""{"A":"1\n2\r\n3\r4\t5\u000d\u000a6"}""", "cat=http_requests A=1\\n2\\n3\\n4 5\\n6")]
    // What else could end a line, or command a terminal, is text that says what it was.
    [InlineData("""{"A":"\u0000\u001b\u0085\u2028\ud800"}""", "cat=http_requests A=\\\\u0000\\\\u001b\\\\u0085\\\\u2028\\\\ud800")]
    // No blanks at the ends, no quotes, nothing that is empty.
    [InlineData("""{"A":"  \"x\"\t","B":"","C":null,"D":[],"E":{},"F":" ","G":"g"}""", "cat=http_requests A=\"x\" G=g")]
    [InlineData("""{"O":{"a" : [1, "=\\"]},"N":1.50,"T":true}""", "cat=http_requests O={\"a\":[1,\"\\=\\\\\\\\\"]} N=1.50 T=true")]
    // Names have letters and digits alone; none means something else, and none comes twice.
    [InlineData("""{"a.b":1,"a_b":2,"cf-ab":3,"ab":4,"src":5,"cs1Label":6,"more":7,"キー":8,"😀":9}""", "cat=http_requests ab=1 cfab=2 cfcfab=3 cfab2=4 cfsrc=5 cfcs1Label=6 cfmore=7 cf=8 cf3=9")]
    [InlineData("""{"A":1,"B":2,"A":3}""", "cat=http_requests B=2 A=3")]
    // IPv4 in src, IPv6 in a key of its own, with its label; what is neither, such as what a mask leaves, under its own name.
    [InlineData("""{"ClientIP":"192.0.2.1","OriginIP":"2001:db8::1"}""", "cat=http_requests src=192.0.2.1 c6a3Label=Destination IPv6 Address c6a3=2001:db8::1")]
    [InlineData("""{"ClientIP":"2001:db8::1","OriginIP":"***"}""", "cat=http_requests c6a2Label=Source IPv6 Address c6a2=2001:db8::1 OriginIP=***")]
    // Elastic drops a count over 2^31 - 1, and a port is none over 65,535.
    [InlineData("""{"ClientRequestBytes":2147483647,"EdgeResponseBytes":2147483648,"ClientSrcPort":65536}""", "cat=http_requests in=2147483647 EdgeResponseBytes=2147483648 ClientSrcPort=65536")]
    [InlineData("""{"ClientRequestScheme":"https","ClientRequestHost":"a.example","ClientRequestURI":"/x?y=1"}""", "cat=http_requests dhost=a.example request=https://a.example/x?y\\=1")]
    [InlineData("""{"ClientRequestHost":"a.example","ClientRequestURI":"/x"}""", "cat=http_requests dhost=a.example ClientRequestURI=/x")]
    [InlineData("""{"EdgeStartTimestamp":1793620800123000000,"EdgeResponseStatus":503}""", "rt=1793620800123 cat=http_requests cn1Label=EdgeResponseStatus cn1=503")]
    [InlineData("""{"EdgeStartTimestamp":1793620800123456789}""", "rt=1793620800123 cat=http_requests EdgeStartTimestamp=1793620800123456789")]
    [InlineData("""{"EdgeStartTimestamp":"2026-11-02T12:00:00.000000001Z"}""", "rt=1793620800000 cat=http_requests EdgeStartTimestamp=2026-11-02T12:00:00.000000001Z")]
    public void Should_be_cef(string record, string expected)
    {
        var line = Payload(record, Cef);
        Assert.StartsWith(CefHeader[..^2], line, StringComparison.Ordinal);
        Assert.Equal(' ', line[CefHeader.Length]);
        Assert.Equal(expected, line[(CefHeader.Length + 1)..]);
    }

    [Theory]
    // There is no escape: = | and \ stand as they are, and no TAB is left. A backslash does not come last.
    [InlineData("""{"A":"a=b|c\\d","B":"x\ty","C":"1\n2\r\n3","D":"C:\\"}""", "A=a=b|c\\d\tB=x y\tC=1\\n2\\n3\tD=C:\\ ")]
    [InlineData("""{"A":" x ","B":"","C":null,"D":[]}""", "A=x")]
    [InlineData("""{"a.b":1,"a_b":2,"X-Y":3,"Policy":4,"policy":5,"devTime":6}""", "a_b=1\tcf_a_b=2\tX-Y=3\tPolicy=4\tcf_policy=5\tcf_devTime=6")]
    // IPv6 has no key of its own here.
    [InlineData("""{"ClientIP":"2001:db8::1","OriginIP":"x"}""", "src=2001:db8::1\tOriginIP=x")]
    public void Should_be_leef(string record, string expected) => Assert.Equal(
        $"LEEF:1.0|Cloudflare|Logpush|1|http_requests|sev=2\t{expected}", Payload(record, Leef));

    [Theory]
    // A dot would begin another element in syslog-ng; rsyslog makes names lower-case, and the last of two that are the same wins.
    [InlineData("""{"a.b":1,"a_b":2,"A_B":3}""", "a_b=\"1\" cf_a_b=\"2\" cf_A_B2=\"3\"")]
    // mmpstrucdata reads nothing at all where a name has more than 32 characters.
    [InlineData("""{"OriginResponseHeaderReceiveDurationMs":1,"OriginResponseHeaderReceiveDurationUs":2}""", "OriginResponseHeaderReceiveDurat=\"1\" cf_OriginResponseHeaderReceiveDu=\"2\"")]
    [InlineData("""{"A":"\"\\]=[ ","B":"a\nb","C":["]"]}""", "A=\"\\\"\\\\\\]=[ \" B=\"a\\\\nb\" C=\"[\\\"\\]\\\"\\]\"")]
    public void Should_be_structured_data(string record, string expected) => Assert.Equal(
        $"[cloudflare@32473 dataset=\"http_requests\" {expected}] http_requests", Payload(record, Structured));

    [Fact]
    public void Should_have_structured_data_without_fields_too() => Assert.Equal(
        "[cloudflare@32473 dataset=\"http_requests\"] http_requests", Payload("{}", Structured));

    [Fact]
    public void Should_leave_a_line_of_text_alone() => Assert.Equal(
        "<34>1 2026-11-03T09:05:07.000000+09:00 h - - - - a,b\n",
        FormattedLine.Of("a,b", Structured, FormattedLine.Context with { Input = InputStyle.Text }));

    [Fact]
    public void Should_have_three_digits_of_a_second_before_leef() => Assert.StartsWith(
        "<34>1 2026-11-03T09:05:07.123+09:00 h - - - - LEEF:1.0|",
        FormattedLine.Of("""{"Datetime":"2026-11-03T00:05:07.123456Z"}""", Leef with { Header = HeaderStyle.Rfc5424, AppName = "" }), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"block\"", "http_requests:block", 5)]
    [InlineData("\"a|b\\\\c=d e\"", "http_requests:a_b_c_d_e", 2)]
    [InlineData("\"\"", "http_requests", 2)]
    [InlineData("[1]", "http_requests", 2)]
    public void Should_name_the_kind_of_event_by_what_was_done(string action, string kind, int severity) => Assert.StartsWith(
        $"CEF:0|Cloudflare|Logpush|1|{kind}|HTTP request|{severity}| ", Payload($$"""{"SecurityAction":{{action}}}""", Cef), StringComparison.Ordinal);

    [Fact]
    public void Should_put_into_a_key_what_fits_and_keep_the_whole_under_its_own_name()
    {
        var url = "/" + new string('a', 1100);
        var parameters = Read($$"""{"ClientRequestScheme":"https","ClientRequestHost":"h","ClientRequestURI":"{{url}}"}""", Cef);
        Assert.Equal(["cat", "ClientRequestScheme", "dhost", "request", "ClientRequestURI"], parameters.Select(static p => p.Name));
        Assert.Equal(($"https://h/{new string('a', 1010)}…", url), (parameters[3].Value, parameters[4].Value));

        var agent = string.Concat(Enumerable.Repeat("=", 600));
        Assert.Equal([agent[..510] + "…", agent], Read($$"""{"ClientRequestUserAgent":"{{agent}}"}""", Cef).Skip(1).Select(static p => p.Value));
    }

    [Theory]
    [InlineData(253, false)]
    [InlineData(254, true)]
    [InlineData(1000, true)]
    public void Should_have_255_parameters_at_most_and_what_is_beyond_as_json(int fields, bool overflows)
    {
        var record = "{" + string.Join(',', Enumerable.Range(0, fields).Select(static i => $"\"f.{i}\":\"é\\u000a{i}\"")) + "}";
        foreach (var format in (OutputFormat[])[Cef, Leef, Structured])
        {
            var parameters = Read(record, format);
            Assert.Equal(overflows, parameters[^1].Name == "more");
            Assert.Equal(overflows ? 254 : fields + 1, parameters.Count);
            Assert.Equal(overflows ? LineNotes.Overflowed : LineNotes.None, Notes(record, format) & LineNotes.Overflowed);
            if (overflows)
            {
                var more = JsonSerializer.Deserialize<Dictionary<string, string>>(parameters[^1].Value)!;
                Assert.Equal(Enumerable.Range(252, fields - 252).ToDictionary(static i => $"f.{i}", static i => $"é\n{i}"), more);
            }

            var shortened = Read(record, format with { MaxMessage = 2000 });
            Assert.InRange(shortened.Count, 10, 255);
            Assert.Contains("shortened", shortened[^1].Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Should_not_take_long_for_names_that_all_come_to_the_same()
    {
        var record = "{" + string.Join(',', Enumerable.Range(0, 50_000).Select(static i => $"\"{char.ConvertFromUtf32(0x4E00 + i % 20_000)}{(char)(0x3041 + i / 20_000)}\":1")) + "}";
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("more", Read(record, Cef)[^1].Name);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Should_take_nothing_from_the_heap()
    {
        foreach (var format in (OutputFormat[])[Cef, Leef, Structured, Cef with { MaxMessage = 1024 }])
        {
            var formatter = new LineFormatter(format, GoldenFile.ContextOf("http_requests"));
            byte[] source = [.. Encoding.UTF8.GetBytes(GoldenFile.Record("http_requests")), (byte)'\n', .. new byte[LineFormatter.Slack]];
            var destination = new byte[20_000];
            Assert.Equal(0, HeapUse.Of(() => formatter.Format(source, destination)));
        }
    }

    private static LineNotes Notes(string record, OutputFormat format) => FormattedLine.Run(
        Encoding.UTF8.GetBytes(record), new byte[200_000], format, GoldenFile.ContextOf("http_requests")).Notes;

    private static List<(string Name, string Value)> Read(string record, OutputFormat format) =>
        ParameterReader.Read(format.Payload, Payload(record, format)).Parameters;

    private static string Payload(string record, OutputFormat format)
    {
        var line = FormattedLine.Of(record, format, GoldenFile.ContextOf("http_requests")).TrimEnd('\n');
        return line[(line.IndexOf(" h ", StringComparison.Ordinal) + (format.Header == HeaderStyle.Rfc3164 ? 3 : " h - - - ".Length))..];
    }
}
