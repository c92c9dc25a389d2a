using System.Globalization;
using System.Text;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>
/// Routes that choose and shape, into outputs with all their options: random ones, against <see cref="RandomWhere"/>'s and
/// <see cref="RandomShape"/>'s plain readings and <see cref="LineOracle"/>.
/// </summary>
public sealed class ShapedLinePropertySpecs
{
    private const int Routes = 1000;
    private const int RecordsOfEach = 40;

    /// <summary>Fewer of a kind prove too little.</summary>
    private const int FewestOfAKind = 200;

    private const int LineNumber = 42;

    private static readonly string[] Names =
        ["Datetime", "Datetime", "Datetime", "Datetime", "Action", "HTTPStatusCode", "URL", "a", "a.b", "キー", "two words", "Long_name_of_a_field_that_is_over_thirty_two"];

    private static readonly string[] Globs = ["a*", "*URL*", "*", "A*", "a.b*", "Date*", "*o*", "キー"];

    private static readonly string[] Values =
    [
        .. Enumerable.Repeat((string[])["1793664000000000000", "1793664000", "\"2026-11-02T12:00:00.5Z\""], 4).SelectMany(static times => times),
        "\"2020-01-01T00:00:00Z\"", "\"block\"", "\"allow\"", "500", "503",
        "null", "\"\"", "[]", "{}", "1", "-2", "true", "\"x\"", "\"a b=\\\"c\\\"\"", "\"\\u0085\\/\"", "[1,null,\"\"]", "{\"b\":{\"Action\":\"x\"},\"n\":null}",
        $"\"{new string('x', 300)}\"", $"\"{new string('あ', 120)}\"", $"{{\"b\":\"{new string('y', 200)}\",\"c\":[{string.Join(',', Enumerable.Range(0, 60))}]}}",
    ];

    private static readonly string[] Added =
        ["\"c\"", "7", "\"{batch}\"", "\"{line}\"", "\"{event-time:unix}\"", "\"{dataset}\"", "\"{source}\""];

    [Theory]
    [InlineData(1, "key-value")]
    [InlineData(2, "json")]
    public void Should_be_the_line_of_the_shaped_record_under_the_header_of_the_original(int seed, string payload)
    {
        var style = payload == "json" ? PayloadStyle.Json : PayloadStyle.KeyValue;
        var random = new Random(seed);
        var context = FormattedLine.Context with { Batch = "b1" };
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < Routes; i++)
        {
            var format = RandomFormat.Create(random, Any<HeaderStyle>(random), style, Any<Framing>(random));
            var shape = new RandomShape(random, Names, Globs, Values, Added);
            var where = random.Next(2) == 0 ? null : new RandomWhere(random, Names);
            var rules = ShapedLine.Rules(shape.Keys) with { Where = Clause(where) };
            var formatter = new LineFormatter(format, context, [new RouteOfOutput(rules, true)]);
            for (var j = 0; j < RecordsOfEach; j++)
            {
                var record = shape.Record();
                var line = Encoding.UTF8.GetBytes(record);
                var (result, written) = Run(formatter, line, random.Next(3) == 0 ? random.Next(1000) : 100_000);
                if (where?.Holds(record) == false)
                {
                    Assert.True(result.Status == LineStatus.Filtered, $"{where.Text}\n{record}");
                    Count("filtered");
                    continue;
                }

                var shaped = shape.Shape(record, added => Fill(added, line, context));
                var expected = LineOracle.Framed(line, format, context, Encoding.UTF8.GetBytes(shaped));
                Assert.True(
                    written.AsSpan().SequenceEqual(expected),
                    $"{format with { TimeZone = TimeZoneInfo.Utc }}\n{shape.Keys}\n{where?.Text}\n{record}\n{shaped}\n{result}\n"
                    + $"{Encoding.UTF8.GetString(expected!)}\n{Encoding.UTF8.GetString(written)}");
                Assert.Equal(LineOracle.Notes(line, format, context, Encoding.UTF8.GetBytes(shaped)), result.Notes);
                Count(record == shaped ? "as it was" : "shaped");
                Count($"{result.Notes}");
            }
        }

        Assert.Equal(
            ["None", "ReceiveTime", "Shortened", "Shortened, ReceiveTime", "as it was", "filtered", "shaped"],
            seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(seen, each => Assert.True(each.Value > FewestOfAKind, $"saw {each.Key} {each.Value} times"));

        void Count(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
    }

    /// <summary>As the Format stage does it: what does not fit comes again with as much room as was asked for.</summary>
    private static (LineResult Result, byte[] Written) Run(LineFormatter formatter, byte[] line, int room)
    {
        byte[] source = [.. line, (byte)'\n', .. new byte[LineFormatter.Slack]];
        var destination = new byte[room + LineFormatter.Slack];
        var result = formatter.Format(source, destination, LineNumber);

        // Twice, when first the record needs more room, and then what shaping makes of it.
        while (result.Status == LineStatus.Full)
        {
            Assert.True(result.Needed > room, $"needs {result.Needed}, had {room}");
            room = result.Needed;
            destination = new byte[room + LineFormatter.Slack];
            result = formatter.Format(source, destination, LineNumber);
        }

        return (result, destination[..result.Written]);
    }

    private static WhereClause? Clause(RandomWhere? where)
    {
        if (where is null)
        {
            return null;
        }

        Assert.True(WhereClause.TryParse(where.Text, out var clause, out var error), error.Message);
        return clause;
    }

    /// <summary>What is added, as JSON.</summary>
    private static string Fill(string added, byte[] record, LineContext context) => added.Trim('"') switch
    {
        "{batch}" => $"\"{context.Batch}\"",
        "{line}" => LineNumber.ToString(CultureInfo.InvariantCulture),
        "{event-time:unix}" => Seconds(record, context).ToString(CultureInfo.InvariantCulture),
        "{dataset}" => $"\"{context.Dataset}\"",
        "{source}" => $"\"{context.Source}\"",
        _ => added,
    };

    private static long Seconds(byte[] record, LineContext context) => Math.DivRem(
        TimeOracle.EventTime(context.Dataset, JsonOracle.ReadRecord(record)!, context.Received)
            ?? TimeOracle.Microseconds(context.Received),
        1_000_000).Quotient;

    private static T Any<T>(Random random)
        where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];
}
