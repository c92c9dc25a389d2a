using System.Text;
using ActorRelay.Streams;

namespace ActorRelay.Tests.Streams;

/// <summary>Bodies as text, read in stretches of several lengths; <c>|</c> stands between lines.</summary>
public sealed class WrappingSpecs
{
    [Theory]
    [InlineData("""[{"a":1},{"b":2}]""", """{"a":1}|{"b":2}""")]
    [InlineData("[\n{\"a\":1},\n{\"b\":[1,2]}\n]\n", """{"a":1}|{"b":[1,2]}""")]
    [InlineData("[\r\n  {\"a\":1}\r\n, {\"b\":2},\r\n]\r\n", """{"a":1}|{"b":2}""")]
    [InlineData("[]", "")]
    [InlineData("[{\n \"a\": 1,\n \"b\": {\n}\n}]", """{  "a": 1,  "b": { } }""")]
    [InlineData("""[{"a":"],[{\\\"}"}, 5, "x", [{}], null]""", """{"a":"],[{\\\"}"}|5|"x"|[{}]|null""")]
    [InlineData("""[{"a":tru}, {"b" 2}, {"c":3}]""", """{"a":tru}|{"b" 2}|{"c":3}""")]
    public void Should_make_one_record_a_line_of_an_array(string body, string lines) => AssertLines(lines, body, "");

    [Theory]
    [InlineData("""{"events":[{"a":1},{"b":2}]}""", """{"a":1}|{"b":2}""")]
    [InlineData("""{"source":"x","events":[{"a":1},{"b":2}],"count":2}""", """{"a":1}|{"b":2}""")]
    [InlineData("{\"more\":{\"events\":[1,{}]},\n\"events\":[\r\n{\"a\":1},\r\n{\"b\":2}\r\n],\"list\":[1,2]}\r\n", """{"a":1}|{"b":2}""")]
    [InlineData("""{"events":[]}""", "")]
    [InlineData("""{"count":0,"events":[{"events":[{"c":1}]}]}""", """{"events":[{"c":1}]}""")]
    public void Should_make_one_record_a_line_of_an_envelope(string body, string lines) => AssertLines(lines, body, "events");

    [Theory]
    [InlineData("[\"x\"]")]
    [InlineData("[\"x\"]\n{\"a\":1}\n")]
    [InlineData("[{\"a\":1}]\n{\"b\":2}\n")]
    [InlineData("[{\"a\":1}}\n{\"b\":2}\n")]
    [InlineData("[{\"a\":1},{\"b\":\n{\"c\":3}\n{\"d\":4}\n")]
    [InlineData("[{\"a\":[1,\n{\"c\":3}\n{\"d\":4}]}]")]
    [InlineData("[{\"a\" 1,\n\"b\":2}]")]
    [InlineData("[{\"a\":\"x\n{\"c\":3}\n")]
    [InlineData("[{\"a\":1},\n{\"b\":2}\n{\"c\":3}]")]
    [InlineData("[{\"a\":1}],{\"b\":2}]")]
    [InlineData("[{\"a\":1},{\"b\":2}")]
    [InlineData("[{\"a\":\"1},{")]
    [InlineData("[[{\"a\":1}]]")]
    [InlineData("[")]
    public void Should_leave_ndjson_alone(string body) => AssertNone(body, "");

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"events\":[{\"c\":1}]}\n{\"events\":[]}\n")]
    [InlineData("{\"events\":[{\"c\":1}],\n{\"events\":[]}\n")]
    [InlineData("{\"events\":[1,2]}")]
    [InlineData("{\"events\":{\"a\":[{}]}}")]
    [InlineData("{\"events\":[{}],\"events\":[{}]}")]
    [InlineData("{\"Events\":[{\"a\":1}]}")]
    [InlineData("{\"x\":\"events\",\"y\":[{\"a\":1}]}")]
    [InlineData("{\"events\":[{\"a\":1}]}}")]
    [InlineData("{\"events\":[\n{\"a\":1}],\n\"more\":[{\"b\":2}]")]
    [InlineData("{\"events\":[{\"a\":1}] \"count\":1}")]
    public void Should_leave_what_is_no_envelope_alone(string body) => AssertNone(body, "events");

    [Theory]
    [InlineData("""{"Logs":[{"a":1}]}""", "Logs")]
    [InlineData("""{"x":1,"empty":[],"numbers":[1],"Logs":[{"a":1}],"more":[{}]}""", "Logs")]
    [InlineData("""{"Logs":[]}""", null)]
    [InlineData("""{"Logs":[1,{}]}""", null)]
    [InlineData("{\"Logs\":[{\"a\":1}]}\n{\"Logs\":[]}\n", null)]
    public void Should_tell_what_looks_like_an_envelope(string body, string? member)
    {
        foreach (var stretch in new[] { 1, 3, int.MaxValue })
        {
            var probe = Probe(body, null, stretch);

            Assert.Equal(member, probe.End() is null ? null : Encoding.UTF8.GetString(probe.Name));
        }
    }

    private static void AssertLines(string lines, string body, string member)
    {
        foreach (var stretch in new[] { 1, 2, 3, 7, int.MaxValue })
        {
            var wrapping = Probe(body, member, stretch).End();
            Assert.NotNull(wrapping);
            var bytes = Encoding.UTF8.GetBytes(body);
            for (var at = 0; at < bytes.Length; at += Math.Min(stretch, bytes.Length - at))
            {
                wrapping.Unwrap(bytes.AsSpan(at, Math.Min(stretch, bytes.Length - at)));
            }

            Assert.Equal(lines, string.Join('|', Encoding.UTF8.GetString(bytes)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        }
    }

    private static void AssertNone(string body, string member)
    {
        foreach (var stretch in new[] { 1, 2, 3, 7, int.MaxValue })
        {
            Assert.Null(Probe(body, member, stretch).End());
        }
    }

    private static WrappingProbe Probe(string body, string? member, int stretch)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var probe = new WrappingProbe(member is null ? null : Encoding.UTF8.GetBytes(member));
        for (var at = 0; at < bytes.Length; at += Math.Min(stretch, bytes.Length - at))
        {
            probe.Read(bytes.AsSpan(at, Math.Min(stretch, bytes.Length - at)));
        }

        return probe;
    }
}
