using System.Text;
using System.Text.Json;
using ActorRelay.Records;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records;

public sealed class FieldTableSpecs
{
    private const int Slack = 64;

    [Fact]
    public void Should_say_where_keys_and_values_are() => Assert.Equal(
        [
            ("a", "\"x\\\"}\"", FieldKind.String), ("", "-1.5e3", FieldKind.Number), ("t", "true", FieldKind.Boolean),
            ("f", "false", FieldKind.Boolean), ("n", "null", FieldKind.Null), ("o", "{ \"b\" : [ \"]\" ] }", FieldKind.Object),
            ("l", "[[],{}]", FieldKind.Array), ("\\u0061\\\"", "0", FieldKind.Number), ("a", "2", FieldKind.Number),
        ],
        Read("""{ "a" : "x\"}" , "":-1.5e3,"t":true,"f" : false ,"n":null,"o":{ "b" : [ "]" ] },"l":[[],{}],"\u0061\"":0,"a":2 }"""));

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \t}")]
    public void Should_be_empty_for_a_record_without_fields(string record) => Assert.Empty(Read(record));

    [Fact]
    public void Should_grow_with_a_record_and_forget_it()
    {
        var table = new FieldTable();
        Read("{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":{i}")) + "}", table);
        Assert.Equal(10_000, table.Count);

        Assert.Equal([("a", "1", FieldKind.Number)], Read("{\"a\":1}", table));
        table.Clear();
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Should_agree_with_another_reader_and_stay_inside_its_memory()
    {
        using var memory = new GuardedMemory(128 * 1024);
        var table = new FieldTable();
        var records = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var line = new RandomRecord(new Random(seed)).Line();
            if (JsonOracle.ReadRecord(line) is null)
            {
                continue;
            }

            var start = line.AsSpan().IndexOf((byte)'{');
            Check(line[start..(line.AsSpan().LastIndexOf((byte)'}') + 1)], table, memory, seed);
            records++;
        }

        Assert.InRange(records, 5_000, 20_000);
    }

    private static unsafe void Check(byte[] record, FieldTable table, GuardedMemory memory, int seed)
    {
        var place = memory.Last(record.Length + 1 + Slack);
        new Random(seed).NextBytes(place);
        record.CopyTo(place);
        place[record.Length] = (byte)'\n';
        fixed (byte* p = place)
        {
            table.Read(p);
        }

        var expected = new List<(int, int, FieldKind)>();
        var reader = new Utf8JsonReader(record);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            var (valueStart, kind) = ((int)reader.TokenStartIndex, Kind(reader.TokenType));
            reader.Skip();
            expected.Add((valueStart, (int)reader.BytesConsumed - valueStart, kind));
        }

        Assert.Equal(expected, table.Fields.ToArray().Select(static field => (field.ValueStart, field.ValueLength, field.Kind)));
    }

    private static FieldKind Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.String => FieldKind.String,
        JsonTokenType.Number => FieldKind.Number,
        JsonTokenType.Null => FieldKind.Null,
        JsonTokenType.StartObject => FieldKind.Object,
        JsonTokenType.StartArray => FieldKind.Array,
        _ => FieldKind.Boolean,
    };

    private static unsafe (string Key, string Value, FieldKind Kind)[] Read(string record, FieldTable? table = null)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(record), (byte)'\n', .. new byte[Slack]];
        table ??= new FieldTable();
        fixed (byte* p = text)
        {
            table.Read(p);
        }

        return
        [
            .. table.Fields.ToArray().Select(field => (
                Encoding.UTF8.GetString(text, field.KeyStart, field.KeyLength),
                Encoding.UTF8.GetString(text, field.ValueStart, field.ValueLength),
                field.Kind)),
        ];
    }
}
