using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Fields of the record in the header, and that nothing in them can break it.</summary>
public sealed class HeaderTemplateSpecs
{
    private static readonly OutputFormat Rfc5424 = OutputProfiles.Rsyslog with
    {
        Framing = Framing.Newline,
        Hostname = "{URL}",
        AppName = "{dataset}/{Email}",
        MsgId = "{Port}",
        Severity = null,
    };

    private static readonly OutputFormat Rfc3164 = OutputProfiles.Alog with { Hostname = "{URL}", AppName = "{Email}" };

    [Theory]
    [InlineData("""{"URL":"a.example","Email":"x@y","Port":443}""", "a.example gateway_http/x@y - 443 -")]
    [InlineData("""{"URL":"","Port":null}""", "- gateway_http/ - - -")]
    [InlineData("""{"URL":[1],"Email":{"a":1},"Port":true}""", "- gateway_http/ - true -")]
    [InlineData("""{"URL":"a b\nc\u0000d\u2028e","Email":"\ud800\ud83d\ude00é"}""", "a_b_c_d_e gateway_http/___ - - -")]
    [InlineData("""{"URL":"x - - [evil@1 a=\"b\"] <0>1","\u0045mail":"\u0020-"}""", "x_-_-_[evil@1_a=\"b\"]_<0>1 gateway_http/_- - - -")]
    [InlineData("""{"URL":"first","URL":"last"}""", "last gateway_http/ - - -")]
    public void Should_fill_rfc5424(string record, string header)
    {
        var line = FormattedLine.Of(record, Rfc5424);
        Assert.StartsWith($"<134>1 2026-11-03T00:05:07.000000Z {header} {{", line);
    }

    [Theory]
    [InlineData("""{"URL":"a.example","Email":"x"}""", "a.example x: URL=")]
    [InlineData("""{"URL":"a b"}""", "a_b URL=")]
    [InlineData("""{"URL":"sudo:"}""", "sudo URL=")]
    [InlineData("""{"URL":"2001:db8::1"}""", "2001_db8__1 URL=")]
    [InlineData("""{"URL":"-"}""", "gateway_http URL=")]
    [InlineData("""{"URL":"[::1]"}""", "1 URL=")]
    [InlineData("""{"Email":"x y: z\n<34>","URL":null}""", "gateway_http x_y__z__34_: Email=")]
    [InlineData("""{"Email":""}""", "gateway_http Email=")]
    public void Should_fill_rfc3164(string record, string header) =>
        Assert.StartsWith($"<34>Nov  3 09:05:07 {header}", FormattedLine.Of(record, Rfc3164));

    [Fact]
    public void Should_cut_each_field_at_its_limit()
    {
        var text = string.Concat(Enumerable.Repeat("\\u3042", 300));
        var record = $$"""{"URL":"{{text}}","Email":"{{new string('e', 300)}}","Port":"{{new string('p', 300)}}"}""";
        Assert.StartsWith(
            $"<134>1 2026-11-03T00:05:07.000000Z {new string('_', 255)} gateway_http/{new string('e', 35)} - {new string('p', 32)} - {{",
            FormattedLine.Of(record, Rfc5424));
        Assert.StartsWith(
            $"<34>Nov  3 09:05:07 {new string('h', 255)} {new string('e', 32)}: URL=",
            FormattedLine.Of(record.Replace("\\u3042", "h", StringComparison.Ordinal), Rfc3164));
    }

    [Fact]
    public void Should_take_nothing_of_the_record_before()
    {
        var formatter = new LineFormatter(Rfc5424, FormattedLine.Context);
        foreach (var (record, start) in ((string, string)[])[("{\"URL\":\"one\",\"Port\":1}", "one gateway_http/ - 1 -"), ("{}", "- gateway_http/ - - -")])
        {
            var destination = new byte[1000];
            formatter.Format([.. System.Text.Encoding.UTF8.GetBytes(record), (byte)'\n', .. new byte[LineFormatter.Slack]], destination);
            Assert.Contains($"Z {start} {{", System.Text.Encoding.UTF8.GetString(destination));
        }
    }

    [Fact]
    public void Should_leave_fields_empty_for_lines_of_text() => Assert.Equal(
        "<134>1 2026-11-03T00:05:07.000000Z - gateway_http/ - - - a,b\n",
        FormattedLine.Of("a,b", Rfc5424, FormattedLine.Context with { Input = InputStyle.Text }));

    [Theory]
    [InlineData("{dataset}-{A}{b c}x", "A|b c", "-x")]
    [InlineData("", "", "")]
    [InlineData("plain", "", "plain")]
    public void Should_know_its_fields(string text, string fields, string literal)
    {
        var template = HeaderTemplate.Parse(text);
        Assert.Equal(fields, string.Join('|', template.Fields));
        Assert.Equal(literal, template.Literal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("{}")]
    [InlineData("{{a}}")]
    [InlineData("{a{b}")]
    public void Should_refuse_braces_that_do_not_match(string text) => Assert.Throws<ArgumentException>(() => HeaderTemplate.Parse(text));
}
