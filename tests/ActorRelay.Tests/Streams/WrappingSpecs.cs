using System.Text;
using ActorRelay.Streams;

namespace ActorRelay.Tests.Streams;

public sealed class WrappingSpecs
{
    [Theory]
    [InlineData("""[{"a":1},{"b":2}]""", """{"a":1}|{"b":2}""")]
    [InlineData("[\n{\"a\":1},\n{\"b\":[1,2]}\n]\n", """{"a":1}|{"b":[1,2]}""")]
    [InlineData("[]", "")]
    [InlineData("""{"a":1},{"b":{"c":"},{"}}""", """{"a":1}|{"b":{"c":"},{"}}""")]
    [InlineData("{\"events\":[\n{\"a\":1}\n,{\"b\":2}\n]}\n", """{"a":1}|{"b":2}""")]
    [InlineData("""{"events":[{"a":1},{"b":2}]}""", """{"a":1}|{"b":2}""")]
    [InlineData("{\"version\":1,\"events\":[\n{\"a\":1},{\"b\":2}]}", """{"a":1}|{"b":2}""")]
    [InlineData("{\"version\":1,\"events\":[\r\n{\"a\":1},\r\n{\"b\":2}\r\n]}\r\n", """{"a":1}|{"b":2}""")]
    [InlineData("[{\n \"a\": 1\n}]", """{  "a": 1 }""")]
    [InlineData("\uFEFF[{\"a\":1}]", """{"a":1}""")]
    public void Should_make_one_record_a_line(string body, string lines)
    {
        foreach (var stretch in new[] { 1, 2, 3, 7, int.MaxValue })
        {
            Assert.Equal(lines, Unwrap(body, stretch));
        }
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":1}\n,{\"b\":2}\n")]
    [InlineData("{\"a\":1},\n{\"b\":2}\n")]
    [InlineData("{\"a\":[{\"c\":1}]}\n{\"a\":[]}\n")]
    [InlineData("{\"a\":[{\"c\":1}],\"b\":2}")]
    [InlineData("{\"a\":[1,2]}")]
    [InlineData("not json\n")]
    [InlineData("{\"a\":[\r{\"c\":1}],\"b\":2}\n{\"a\":[]}\n")]
    [InlineData("{\"a\":[{\"c\":1},\r{\"c\":2}]}\r\n{\"a\":[]}\r\n")]
    [InlineData("{\"a\":{\n{\"b\":2}\n")]
    [InlineData("{\"a\":[],\"b\":{\n{\"b\":2}\n")]
    [InlineData("{\"a\":1\n{\"b\":2}\n")]
    [InlineData("{\"a\":\"x\n{\"b\":2},{\"c\":3}\n")]
    [InlineData("{\"a\":[1,\n{\"b\":2}\n")]
    [InlineData("\n\n")]
    [InlineData("")]
    public void Should_leave_ndjson_alone(string body) =>
        Assert.Null(Wrapping.Recognise(Encoding.UTF8.GetBytes(body), isAll: true));

    [Theory]
    [InlineData("[{\"a\":1}],{\"b\":2}]")]
    [InlineData("[{\"a\":1}}]")]
    [InlineData("{\"events\":[\n{\"a\":1}],\n\"more\":[{\"b\":2}]}")]
    public void Should_refuse_brackets_that_do_not_match(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var wrapping = Wrapping.Recognise(bytes, isAll: false);

        Assert.NotNull(wrapping);
        Assert.True(wrapping.Unwrap(bytes) >= 0 || !wrapping.IsClosed);
    }

    [Theory]
    [InlineData("[{\"a\":1},{\"b\":2}")]
    [InlineData("[{\"a\":\"1},{")]
    public void Should_notice_that_the_end_is_missing(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var wrapping = Wrapping.Recognise(bytes, isAll: true)!;

        Assert.Equal(-1, wrapping.Unwrap(bytes));
        Assert.False(wrapping.IsClosed);
    }

    private static string Unwrap(string body, int stretch)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var wrapping = Wrapping.Recognise(bytes, isAll: true);
        Assert.NotNull(wrapping);
        for (var at = 0; at < bytes.Length; at += Math.Min(stretch, bytes.Length - at))
        {
            Assert.Equal(-1, wrapping.Unwrap(bytes.AsSpan(at, Math.Min(stretch, bytes.Length - at))));
        }

        Assert.True(wrapping.IsClosed);
        return string.Join('|', Encoding.UTF8.GetString(bytes)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
