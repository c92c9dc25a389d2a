using System.Text;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>What a rule hides is in no line, also where its field goes beyond a limit or is not taken apart at all.</summary>
public sealed class HiddenFieldsSpecs
{
    private const string Secret = "hunter2";
    private const int Runs = 1500;

    private static readonly string Long = new('n', 600);

    private static readonly string[] Hiding =
    [
        "mask { \"H.secret\" = \"***\" }", "mask { \"H.secret\" { key = 0123456789abcdef } }", "mask { H = \"***\" }",
        "exclude = [\"H.secret\"]", "exclude = [\"*secret*\", \"H.*secret*\"]", "exclude = [\"H.*\"]", "exclude = [H]", "include = [\"H.plain*\", Other]",
        "mask { \"H.secret\" = \"***\" }, rename { H = New, \"H.secret\" = Moved }, add { Other = 1 }",
        "exclude = [\"H.secret\"], include = [\"H*\"], drop-empty = true", "mask { \"H.secret\" = \"***\" }, add { \"H.plain\" = 1 }",
        "mask { \"H.secret\" = \"***\" }, add { \"H.secret\" = 1 }",
    ];

    [Theory]
    [InlineData("mask { \"H.secret\" = \"***\" }", """{"H":{"secret":"hunter2"},"b":1}""", """{"H":"***","b":1}""")]
    [InlineData("mask { \"H.secret\" = \"***\" }", """{"H":{"plain":1},"b":1}""", """{"H":{"plain":1},"b":1}""")]
    [InlineData("mask { \"H.1\" = \"***\" }", """{"H":[1,"hunter2"],"b":1}""", """{"H":"***","b":1}""")]
    [InlineData("exclude = \"H.gone\"", """{"H":{"gone":"hunter2","x":1},"b":1}""", """{"b":1}""")]
    [InlineData("exclude = \"H.g*\"", """{"H":{"x":{"y":1}},"b":1}""", """{"H":{"x":{"y":1}},"b":1}""")]
    [InlineData("exclude = \"H.g*\"", """{"H":{"\u0067one":"hunter2"},"b":1}""", """{"b":1}""")]
    [InlineData("flatten = true, exclude = \"H.gone\"", """{"H":{"gone":{"deep":"hunter2"},"x":1}}""", """{"H.x":1}""")]
    [InlineData("flatten = true, mask { \"H.secret\" = \"***\" }", """{"H":{"secret":["hunter2"],"x":1}}""", """{"H.secret":"***","H.x":1}""")]
    public void Should_hide_a_part_or_else_the_whole(string keys, string record, string expected) =>
        Assert.Equal(expected, ShapedLine.Of(keys, record));

    [Theory]
    [InlineData("mask { \"H.secret\" = \"***\" }", "\"H\":\"***\"")]
    [InlineData("exclude = [\"H.secret\"]", "")]
    [InlineData("exclude = [\"H.s*t\"]", "")]
    public void Should_hide_the_whole_of_a_field_that_is_given_up(string keys, string whole)
    {
        foreach (var grown in Grown())
        {
            Assert.Equal(
                $"{{{whole}}}",
                ShapedLine.Of($"flatten = true, {keys}", $$$"""{"H":{"secret":"{{{Secret}}}",{{{grown}}} }}"""));
            Assert.Equal(
                $"{{{whole}}}",
                ShapedLine.Of($"flatten = true, {keys}", $$$"""{"H":{ {{{grown}}},"secret":"{{{Secret}}}"}}"""));
        }
    }

    [Fact]
    public void Should_leave_a_field_that_is_given_up_and_has_nothing_to_hide()
    {
        foreach (var grown in Grown())
        {
            var record = $$$"""{"H":{"plain":1,{{{grown}}} }}""";
            Assert.Equal(record.Replace(" }", "}", StringComparison.Ordinal), ShapedLine.Of("flatten = true, mask { \"H.secret\" = \"***\" }, exclude = [\"I.*\"]", record));
        }
    }

    [Fact]
    public void Should_leave_out_what_has_too_long_a_path_to_tell_whether_it_is_hidden()
    {
        var record = $$$"""{"H":{"{{{Long}}}":{"secret":"{{{Secret}}}"}},"b":1}""";
        Assert.Equal("""{"b":1}""", ShapedLine.Of("exclude = [\"H.*.secret\"]", record));
        Assert.Equal("""{"b":1}""", ShapedLine.Of("flatten = true, exclude = [\"*secret\"]", record));
    }

    [Fact]
    public void Should_let_nothing_hidden_out_whatever_grows_beyond_a_limit()
    {
        var random = new Random(27);
        for (var i = 0; i < Runs; i++)
        {
            var keys = $"flatten = {(random.Next(2) == 0 ? "true" : "false")}, {Pick(random, Hiding)}";
            var record = Record(random);
            var style = random.Next(2) == 0 ? PayloadStyle.Json : PayloadStyle.KeyValue;
            var format = RandomFormat.Create(random, HeaderStyle.Rfc5424, style, Framing.Newline) with { Nested = Any<NestedStyle>(random) };
            var written = new byte[record.Length * 12 + 400_000];
            var result = ShapedLine.Run(ShapedLine.Rules(keys), Encoding.UTF8.GetBytes(record), written, format);
            var line = Encoding.UTF8.GetString(written, 0, result.Written);
            Assert.True(result.Status is LineStatus.Written or LineStatus.Bad, $"{result.Status}");
            Assert.False(line.Contains(Secret, StringComparison.Ordinal), $"{keys}\n{record[..Math.Min(record.Length, 2000)]}\n{format.Nested}");
        }
    }

    /// <summary>Members that take their object beyond a limit of flattening: a long name, deep ones, many, long indexes.</summary>
    private static string[] Grown() =>
    [
        $"\"{Long}\":1",
        $"\"{Long[..300]}\":{{\"{Long[..300]}\":1}}",
        $"\"{Long[..480]}\":[{string.Join(',', Enumerable.Range(0, 300))}]",
        string.Join(',', Enumerable.Range(0, 12_000).Select(i => $"\"x{i}\":1")),
    ];

    /// <summary>The secret stands at H.secret, in one of several shapes and spellings, among what grows.</summary>
    private static string Record(Random random)
    {
        var secret = Pick(random, [$"\"{Secret}\"", $"[\"{Secret}\"]", $"{{\"a\":{{\"b\":\"{Secret}\"}}}}", $"[[],{{\"{Secret}\":1}}]"]);
        var members = new List<string> { $"{Pick(random, ["\"secret\"", "\"\\u0073ecret\"", "\"secre\\u0074\""])}:{secret}" };
        members.AddRange(Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, [.. Grown(), "\"other\":{}", "\"z\":null"])));
        var inside = members.ToArray();
        random.Shuffle(inside);
        var fields = new List<string> { $"{Pick(random, ["\"H\"", "\"\\u0048\""])}:{{{string.Join(',', inside)}}}", "\"Other\":[1,{\"a\":2}]" };
        fields.AddRange(Enumerable.Range(0, random.Next(2)).Select(i => $"\"A{i}\":{{{Pick(random, Grown())}}}"));
        var all = fields.ToArray();
        random.Shuffle(all);
        return $"{{{string.Join(',', all)}}}";
    }

    private static T Any<T>(Random random)
        where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
