using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Tests.Records;

public sealed class RecordShapeSpecs
{
    [Theory]
    [InlineData("1793664307", "unix s")]
    [InlineData("1793664307123", "unix ms")]
    [InlineData("1793664307123456", "unix us")]
    [InlineData("1793664307123456789", "unix ns")]
    [InlineData("-1793664307", "unix s")]
    [InlineData("1793664307.5", "unix s")]
    [InlineData("\"1793664307\"", "unix s, quoted")]
    [InlineData("\"1793664307123456789\"", "unix ns, quoted")]
    [InlineData("\"2026-11-03T00:05:07Z\"", "RFC 3339")]
    [InlineData("\"2026-11-03T00:05:07.123+09:00\"", "RFC 3339")]
    [InlineData("\"2026-11-03T00:05:07\\u002B09:00\"", "RFC 3339")]
    [InlineData("\"1970-01-01T00:00:00Z\"", "none")]
    [InlineData("0", "none")]
    [InlineData("\"\"", "none")]
    [InlineData("null", "none")]
    [InlineData("\"yesterday\"", "none")]
    public void Should_tell_how_an_event_time_is_written(string json, string expected)
    {
        Assert.Equal(expected, EventTimeFormats.Text(EventTimeFormats.Of(Encoding.UTF8.GetBytes(json))));
        Assert.Equal(expected, EventTimeFormats.Text(Shape($"{{\"Datetime\":{json}}}").EventTime));
    }

    [Fact]
    public void Should_take_the_first_usable_event_time_in_the_order_of_the_fields()
    {
        Assert.Equal(EventTimeFormat.UnixSeconds, Shape("{\"Timestamp\":1793664307123,\"Datetime\":1793664307}").EventTime);
        Assert.Equal(EventTimeFormat.UnixMilliseconds, Shape("{\"Timestamp\":1793664307123,\"Datetime\":\"\"}").EventTime);
        Assert.Equal(EventTimeFormat.None, Shape("{\"Other\":1793664307123}").EventTime);
    }

    [Fact]
    public void Should_be_the_same_for_the_same_names_in_any_order_with_any_values()
    {
        var shape = Shape("{\"Action\":\"block\",\"ClientIP\":\"10.0.0.1\",\"Nested\":{\"x\":1}}");
        Assert.Equal(shape, Shape("{ \"Nested\":null , \"ClientIP\":1,\"Action\":[] }"));
    }

    [Theory]
    [InlineData("{\"Action\":1,\"ClientIP\":1}", "{\"Action\":1,\"ClientIq\":1}")]
    [InlineData("{\"Action\":1,\"ClientIP\":1}", "{\"Action\":1}")]
    [InlineData("{\"Action\":1}", "{\"Action\":1,\"\":1}")]
    [InlineData("{\"ab\":1,\"cd\":1}", "{\"ac\":1,\"bd\":1}")]
    [InlineData("{\"abcdefghi\":1,\"bcdefghia\":1}", "{\"abcdefgha\":1,\"bcdefghii\":1}")]
    [InlineData("{\"a\":1,\"a\":1}", "{\"b\":1,\"b\":1}")]
    public void Should_differ_where_names_do(string one, string other) => Assert.NotEqual(Shape(one), Shape(other));

    [Fact]
    public void Should_not_collide_on_names_that_are_alike()
    {
        var shapes = Enumerable.Range(0, 200_000).Select(i => Shape($"{{\"Field{i}\":1,\"Field{i + 1}\":1}}")).ToHashSet();
        Assert.Equal(200_000, shapes.Count);
    }

    private static RecordShape Shape(string record) =>
        RecordShape.Of(Encoding.UTF8.GetBytes(record), EventTimeFields.Of("gateway_http", ["Datetime", "Timestamp"]));
}
