using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActorRelay.Records;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records;

/// <summary>Held against another reader of JSON on whatever is valid; on anything else it must only end.</summary>
public sealed class TopLevelFieldsSpecs
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData("{\"a\":1}", "a=1")]
    [InlineData(",{ \"a\" : [1, {\"b\":\"]}\"}] , \"c\":\"x\\\"}\" }\r", "a=[1, {\"b\":\"]}\"}] c=\"x\\\"}\"")]
    [InlineData("{\"a\":null,\"b\":{\"a\":2},\"\":true}", "a=null b={\"a\":2} =true")]
    [InlineData("{\"a\\\"b\":-1e5}", "a\\\"b=-1e5")]
    public void Should_find_each_field(string record, string expected) =>
        Assert.Equal(expected, string.Join(' ', Fields(Encoding.UTF8.GetBytes(record)).Select(f => $"{f.Name}={f.Value}")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_agree_with_another_reader_and_always_end(int seed)
    {
        var random = new RandomRecord(new Random(seed));
        var agreed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var line = random.Line();
            var fields = Fields(line);
            if (Utf8.IsValid(line) && TryParse(line) is { } expected)
            {
                Assert.Equal(expected, fields.Select(field => field.Value));
                agreed++;
            }
        }

        Assert.InRange(agreed, 5_000, 20_000);
    }

    private static List<(string Name, string Value)> Fields(byte[] record)
    {
        var found = new List<(string, string)>();
        var fields = new TopLevelFields(record);
        while (fields.MoveNext())
        {
            found.Add((Encoding.UTF8.GetString(fields.Name), Encoding.UTF8.GetString(fields.Value)));
        }

        return found;
    }

    private static List<string>? TryParse(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(field => field.Value.GetRawText())]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
