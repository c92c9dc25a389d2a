using System.Buffers;
using System.Text;
using ActorRelay.Batches;
using ActorRelay.Edge;

namespace ActorRelay.Tests.Edge;

public sealed class PreflightSpecs
{
    public static TheoryData<string> Forms { get; } = new()
    {
        """{"content":"tests"}""",
        """{"content":"test"}""",
        """{"content":"test","filename":"test.txt"}""",
        """{"filename":"test.txt.gz","content":"tests"}""",
        """{ "content" : "tests" }""",
        "test",
        "tests",
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Should_know_every_form_whatever_white_space_follows(string form)
    {
        foreach (var end in new[] { "", "\n", "\r\n", " \t\r\n\n" })
        {
            Assert.True(Is(Bodies.Plain(form + end)), form);
            Assert.True(Is(Bodies.Gzip(form + end)), form);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("testing")]
    [InlineData("test test")]
    [InlineData("\"test\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"filename":"test.txt"}""")]
    [InlineData("""{"content":"other"}""")]
    [InlineData("""{"content":1}""")]
    [InlineData("""{"content":["test"]}""")]
    [InlineData("""{"content":{"content":"test"}}""")]
    [InlineData("""{"content":"test","filename":1}""")]
    [InlineData("""{"content":"test","filename":{}}""")]
    [InlineData("""{"content":"test","ClientIP":"192.0.2.1"}""")]
    [InlineData("""{"content":"test"}{"content":"test"}""")]
    [InlineData("""{"content":"test"} x""")]
    [InlineData("""{"content":"test" """)]
    [InlineData("""{"content":"test"}""" + "\n" + """{"ClientIP":"192.0.2.1"}""")]
    [InlineData("""{"\ud800":"test"}""")]
    [InlineData("""{"content":"\ud800"}""")]
    [InlineData("""{"content":"test","\udc00":1}""")]
    [InlineData("""{"filename":"\ud800","content":"\udfff tests"}""")]
    public void Should_not_take_a_record_for_one(string text)
    {
        Assert.False(Is(Bodies.Plain(text)));
        Assert.False(Is(Bodies.Gzip(text)));
    }

    [Fact]
    public void Should_not_look_at_more_than_1_KiB_as_received_or_inflated()
    {
        const string form = """{"content":"tests"}""";
        var longest = form + new string(' ', Preflight.MaxLength - form.Length);

        Assert.True(Is(Bodies.Plain(longest)));
        Assert.False(Is(Bodies.Plain(longest + " ")));
        Assert.True(Is(Bodies.Gzip(longest)));
        Assert.False(Is(Bodies.Gzip(longest + " ")));
        Assert.False(Is(Bodies.Gzip(new string(' ', 1000_000) + "test")));
    }

    [Fact]
    public void Should_not_take_a_damaged_gzip_for_one()
    {
        var whole = Bodies.Gzip("tests");
        foreach (var position in new[] { 2, 12, whole.Length - 6 })
        {
            var damaged = whole.ToArray();
            damaged[position] ^= 0x55;
            Assert.False(Is(damaged), $"byte {position}");
        }

        Assert.False(Is(whole[..12]));
    }

    [Fact]
    public void Should_answer_of_whatever_may_be_sent()
    {
        string[] parts =
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\"content\":", "\"filename\":", "\"test\"", "\\ud800", "\\udc00", "\\u00", "\\x",
            "\u00ff", "\u0000", "\n", "1e999999999999", "null", "\"a\":", "/**/", "\ufeff",
        ];
        var random = new Random(5);
        for (var i = 0; i < 10_000; i++)
        {
            var text = "{\"" + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]));
            foreach (var body in new[] { Encoding.UTF8.GetBytes(text), Encoding.Latin1.GetBytes(text) })
            {
                // Neither may throw, whatever it says.
                Is(body);
                FirstRecord.Recognise(new ReadOnlySequence<byte>(body), static _ => null);
            }
        }
    }

    [Fact]
    public void Should_read_a_body_in_pieces()
    {
        var first = new BodySegment();
        var second = new BodySegment();
        Encoding.UTF8.GetBytes("te").CopyTo(first.Array, BodySegment.Size - 2);
        Encoding.UTF8.GetBytes("sts\n").CopyTo(second.Array, 0);
        first.Append(second);

        Assert.True(Preflight.Is(new ReadOnlySequence<byte>(first, BodySegment.Size - 2, second, 4)));
    }

    private static bool Is(byte[] body) => Preflight.Is(new ReadOnlySequence<byte>(body));
}
