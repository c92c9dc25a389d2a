using System.Text;
using System.Text.Json;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>What becomes of a record that is longer than its Receiver takes.</summary>
public sealed class ShorteningSpecs
{
    private const string Header = "<34>Nov  3 09:05:07 gateway_http ";
    private static readonly OutputFormat Short = OutputProfiles.Alog with { MaxMessage = 480 };

    [Fact]
    public void Should_leave_a_message_that_just_fits()
    {
        var record = $$"""{"URL":"{{new string('u', 480 - Header.Length - 6)}}"}""";
        var line = FormattedLine.Of(record, Short);
        Assert.Equal(480, line.Length - 1);
        Assert.DoesNotContain("_shortened", line);
        Assert.Equal(480, Message(record.Replace("\"}", "u\"}"), Short).Length - "…".Length + 3);
    }

    [Fact]
    public void Should_cut_the_longest_string_by_no_more_than_is_needed()
    {
        var message = Message(Record(("A", Text('a', 200)), ("URL", Text('u', 300)), ("B", "1")), Short);
        Assert.Equal(480, Encoding.UTF8.GetByteCount(message));
        Assert.StartsWith($"{Header}A=\"{new string('a', 200)}\" URL=\"uuuu", message);
        Assert.EndsWith("u…\" B=1 _shortened=[\"URL\"]", message);
    }

    [Fact]
    public void Should_cut_strings_to_32_bytes_before_the_next()
    {
        var message = Message(Record(("A", Text('a', 300)), ("URL", Text('u', 400)), ("B", Text('b', 200))), Short);
        Assert.Equal(480, Encoding.UTF8.GetByteCount(message));
        Assert.Contains($" URL=\"{new string('u', 32)}…\" ", message);
        Assert.EndsWith($"a…\" URL=\"{new string('u', 32)}…\" B=\"{new string('b', 200)}\" _shortened=[\"A\",\"URL\"]", message);
    }

    [Fact]
    public void Should_keep_the_event_time_and_what_is_to_be_kept()
    {
        var format = Short with { Keep = new FieldNames(["URL"]) };
        var record = Record(("Datetime", Text('d', 150)), ("URL", Text('u', 150)), ("A", Text('a', 140)));
        var message = Message(record, format);
        Assert.Equal(480, Encoding.UTF8.GetByteCount(message));
        Assert.StartsWith($"{Header}Datetime={Text('d', 150)} URL={Text('u', 150)} A=\"aaa", message);
        Assert.EndsWith("a…\" _shortened=[\"A\"]", message);
    }

    [Fact]
    public void Should_replace_arrays_and_objects_only_when_cutting_is_not_enough()
    {
        var array = $"[{string.Join(',', Enumerable.Range(100, 50))}]";
        var cut = Message(Record(("Ids", array), ("URL", Text('u', 300))), Short);
        Assert.Contains($" Ids={array} URL=\"uuu", cut);
        Assert.EndsWith("…\" _shortened=[\"URL\"]", cut);

        var large = $"[{string.Join(',', Enumerable.Range(100, 150))}]";
        Assert.Equal(
            $"{Header}Ids=\"<601 bytes>\" URL={Text('u', 300)} _shortened=[\"Ids\"]",
            Message(Record(("Ids", large), ("URL", Text('u', 300))), Short));
    }

    [Fact]
    public void Should_drop_fields_from_the_end_when_nothing_else_helps()
    {
        var fields = Enumerable.Range(0, 60).Select(i => ($"Field{i:d2}", "\"0123456789\"")).ToArray();
        var format = Short with { Keep = new FieldNames(["Field59"]) };
        var message = Message(Record(fields), format);
        Assert.InRange(Encoding.UTF8.GetByteCount(message), 450, 480);
        Assert.StartsWith($"{Header}Field00=\"0123456789\" Field01=", message);
        Assert.Matches("""Field\d\d="0123456789" Field59="0123456789" _shortened=\["Field\d\d"(,"Field\d\d")+,"\+\d\d"\]\z""", message);

        var left = message.Split("_shortened")[0].Count(static c => c == '=');
        var names = message.Split("_shortened=")[1].Trim('[', ']').Split(',');
        Assert.Equal($"\"Field{left - 1:d2}\"", names[0]);
        Assert.Equal(60 - left, names.Length - 1 + int.Parse(names[^1].Trim('"')));
    }

    [Fact]
    public void Should_keep_to_the_limit_even_if_what_is_to_be_kept_does_not_fit()
    {
        var format = Short with { Keep = new FieldNames(["A", "B"]) };
        Assert.Equal(
            $"{Header}A={Text('a', 300)} _shortened=[\"B\"]",
            Message(Record(("A", Text('a', 300)), ("B", Text('b', 300))), format));
        Assert.Equal($"{Header}_shortened=[\"A\"]", Message(Record(("A", Text('a', 500))), format));
    }

    [Theory]
    [InlineData("あ")]
    [InlineData("😀")]
    [InlineData("\\\\")]
    [InlineData("\\\"")]
    [InlineData("\\u0007")]
    [InlineData("\\ud800")]
    [InlineData("\\\\u0041")]
    public void Should_cut_between_characters_and_escapes(string unit)
    {
        for (var offset = 0; offset < 8; offset++)
        {
            var text = new string('x', offset) + string.Concat(Enumerable.Repeat(unit, 300));
            var message = Message($$"""{"URL":"{{text}}"}""", Short);
            var content = string.Join('"', message.Split('"')[1..^3]);
            Assert.EndsWith("…", content);
            var left = content[..^1];
            Assert.Equal(text[..left.Length], left);
            using var whole = JsonDocument.Parse($"\"{left}\"");
            Assert.InRange(Encoding.UTF8.GetByteCount(message), 480 - Encoding.UTF8.GetByteCount(unit), 480);
        }
    }

    [Fact]
    public void Should_shorten_json_too()
    {
        var format = OutputProfiles.SyslogNg with { MaxMessage = 480, Severity = null };
        var record = Record(("A", "[1,2]"), ("U\\u0052L", Text('u', 500)));
        var line = FormattedLine.Of(record, format);
        Assert.StartsWith("480 <134>1 2026-11-03T00:05:07.000000Z relay1 gateway_http - zone1 - {\"A\":[1,2],\"URL\":\"uuu", line);
        Assert.EndsWith("u…\",\"_shortened\":[\"URL\"]}", line);
        Assert.Equal(480 + 4, Encoding.UTF8.GetByteCount(line));
    }

    [Fact]
    public void Should_name_what_it_cut_as_options_say()
    {
        var record = Record(("A", Text('a', 300)), ("O", "{\"b\":[" + string.Join(',', Enumerable.Range(0, 100)) + "]}"));
        var large = "{\"b\":[" + string.Join(',', Enumerable.Range(0, 200)) + "]}";
        var replaced = $" O=\"<{large.Length + 4} bytes>\" _shortened=\"[\\\"O\\\"]\"";
        Assert.EndsWith(replaced, Message(Record(("A", "1"), ("O", large)), Short with { Nested = NestedStyle.Quoted }));
        Assert.EndsWith(replaced, Message(Record(("A", "1"), ("O", large)), Short with { Quote = QuoteStyle.All }));
        Assert.Matches(
            """ A="a+…" O\.b\.0=0 .* _shortened\.0="A" _shortened\.1="O\.b\.\d+" .*_shortened\.\d+="\+\d+"\z""",
            Message(record, Short with { Nested = NestedStyle.Flatten }));
        Assert.Contains(
            " O.b.0=0 ", Message(record, Short with { Nested = NestedStyle.Flatten, Keep = new FieldNames(["O"]) }));
    }

    [Fact]
    public void Should_end_a_line_of_text_with_the_mark()
    {
        var context = FormattedLine.Context with { Input = InputStyle.Text };
        var line = FormattedLine.Of("x" + new string('あ', 200), Short, context);
        Assert.Equal($"{Header}x{new string('あ', 147)}…\n", line);
        Assert.InRange(Encoding.UTF8.GetByteCount(line) - 1, 478, 480);
    }

    [Fact]
    public void Should_note_what_it_shortened()
    {
        var formatter = new LineFormatter(Short, FormattedLine.Context);

        Assert.Equal([false, true, false, true], ((int[])[10, 500, 400, 600]).Select(length =>
        {
            byte[] source =
                [.. Encoding.UTF8.GetBytes(Record(("a", Text('a', length)))), (byte)'\n', .. new byte[LineFormatter.Slack]];
            return formatter.Format(source, new byte[2000]).Notes.HasFlag(LineNotes.Shortened);
        }));
    }

    [Fact]
    public void Should_have_the_limits_of_the_profiles() => Assert.Equal(
        [0, 8096, 65536, 4096, 8192, 10_000, 2_097_152], OutputProfiles.All.Select(static profile => profile.Format.MaxMessage));

    private static string Text(char c, int length) => $"\"{new string(c, length)}\"";

    private static string Record(params (string Key, string Value)[] fields) =>
        "{" + string.Join(',', fields.Select(static field => $"\"{field.Key}\":{field.Value}")) + "}";

    private static string Message(string record, OutputFormat format)
    {
        var line = FormattedLine.Of(record, format)[..^1];
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, format.MaxMessage);
        return line;
    }
}
