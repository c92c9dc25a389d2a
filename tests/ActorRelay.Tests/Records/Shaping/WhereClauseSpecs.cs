using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

public sealed class WhereClauseSpecs
{
    private const string Record = """
        {"Action":"block","Status":403,"Empty":"","Null":null,"Yes":true,"Path":"/a b\/\u0022c\ud83d\ude00","Big":12345678901234567890,"F":0.10,"Ids":[7,67],"Text":"12","and":"x","twice":1,"twice":2,"Minus":-1.5e2,"\u0041ge":5}
        """;

    [Theory]
    [InlineData("Action == block", true)]
    [InlineData("Action == \"block\"", true)]
    [InlineData("Action == 'block'", true)]
    [InlineData("Action==block", true)]
    [InlineData("Action == Block", false)]
    [InlineData("Action == bloc", false)]
    [InlineData("Action != block", false)]
    [InlineData("Action != allow", true)]
    [InlineData("Absent == ''", false)]
    [InlineData("Absent != ''", true)]
    [InlineData("Empty == ''", true)]
    [InlineData("Null == null", true)]
    [InlineData("Null exists", true)]
    [InlineData("Null == ''", false)]
    [InlineData("Yes == true", true)]
    [InlineData("Status == 403", true)]
    [InlineData("Status == 403.0", true)]
    [InlineData("Status == 4.03e2", true)]
    [InlineData("Status == '403'", true)]
    [InlineData("Text == 12.0", false)]
    [InlineData("Big == 12345678901234567890", true)]
    [InlineData("Big == 12345678901234567891", false)]
    [InlineData("Big > 12345678901234567889", true)]
    [InlineData("F == .1", true)]
    [InlineData("Minus < -149", true)]
    [InlineData("Minus <= -150", true)]
    [InlineData("Minus < -150", false)]
    [InlineData("Status >= 400", true)]
    [InlineData("Status > 403", false)]
    [InlineData("Status>=400 and Status<500", true)]
    [InlineData("Text > 11", true)]
    [InlineData("Action > 0", false)]
    [InlineData("Null < 1", false)]
    [InlineData("Absent < 1", false)]
    [InlineData("not Absent < 1", true)]
    [InlineData("Action in [allow, block]", true)]
    [InlineData("Action in [allow]", false)]
    [InlineData("Action not in [allow]", true)]
    [InlineData("Absent not in [allow]", true)]
    [InlineData("Status in [200, 403]", true)]
    [InlineData("Path contains '/a b/'", true)]
    [InlineData("Path contains '\"c😀'", true)]
    [InlineData("Path contains '\\\"c'", true)]
    [InlineData("Path starts-with '/a b'", true)]
    [InlineData("Path starts-with b", false)]
    [InlineData("Path not starts-with b", true)]
    [InlineData("Path not contains b", false)]
    [InlineData("Ids contains 67", true)]
    [InlineData("Ids == '[7,67]'", true)]
    [InlineData("Email exists", false)]
    [InlineData("Email not exists", true)]
    [InlineData("not Email exists", true)]
    [InlineData("'and' == x", true)]
    [InlineData("twice == 2", true)]
    [InlineData("twice == 1", false)]
    [InlineData("Age == 5", true)]
    [InlineData("Action == allow or Status == 403", true)]
    [InlineData("Action == block or Action == allow and Status == 200", true)]
    [InlineData("(Action == block or Action == allow) and Status == 200", false)]
    [InlineData("not Action == allow and Status == 403", true)]
    [InlineData("not (Action == allow or Status == 403)", false)]
    [InlineData("not not Action == block", true)]
    [InlineData("((Action == block))", true)]
    public void Should_hold_for_a_record_or_not(string text, bool holds) => Assert.Equal(holds, Takes(text, Record));

    [Theory]
    [InlineData("", 1, "expected the name of a field")]
    [InlineData("Action", 7, "expected ==, !=, <, <=, >, >=, in, contains, starts-with or exists after the field's name")]
    [InlineData("Action = block", 8, "write == for is equal")]
    [InlineData("Action == ", 11, "expected a value after ==")]
    [InlineData("Action == or", 11, "expected a value after ==; the text or needs quotes")]
    [InlineData("Action == two words", 15, "expected and, or, or the end; a name or value with a space in it needs quotes")]
    [InlineData("Action == block && Status == 1", 17, "write and; a value with & in it needs quotes")]
    [InlineData("Action == block || Status == 1", 17, "write or; a value with | in it needs quotes")]
    [InlineData("!Action == block", 1, "write not, or != for is not equal")]
    [InlineData("Status > high", 10, "expected a number of at most 28 digits after >")]
    [InlineData("Status > 99999999999999999999999999999999", 10, "expected a number of at most 28 digits after >")]
    [InlineData("Action in block", 11, "expected a list after in, such as [block, isolate]")]
    [InlineData("Action in []", 12, "expected a value after [")]
    [InlineData("Action in [a b]", 14, "expected a comma or ]; a value with a space in it needs quotes")]
    [InlineData("Action in [a,", 14, "expected a value after ,")]
    [InlineData("exists Email", 1, "the field's name goes first, as in Email exists")]
    [InlineData("and == 1", 1, "expected the name of a field; one that is named and needs quotes")]
    [InlineData("(Action == block", 17, "expected and, or, or ); a name or value with a space in it needs quotes")]
    [InlineData("Action == block)", 16, "expected and, or, or the end; a name or value with a space in it needs quotes")]
    [InlineData("Action == 'block", 11, "this quote has no end")]
    [InlineData("Action == 'a\\n'", 13, "a backslash goes before a quote or a backslash only")]
    [InlineData("Action not == block", 12, "expected in, contains, starts-with or exists after not")]
    [InlineData("'' == 1", 1, "the name of a field has 1 to 64 characters")]
    public void Should_say_what_is_wrong_and_where(string text, int column, string message)
    {
        Assert.False(WhereClause.TryParse(text, out _, out var error));

        Assert.Equal((column, message), (error.Column, error.Message));
    }

    [Fact]
    public void Should_bound_what_it_reads()
    {
        Assert.Equal(4097, ErrorOf($"a == '{new string('x', 4096)}'").Column);
        Assert.Contains("at most 32", ErrorOf(new string('(', 1000) + "a exists").Message, StringComparison.Ordinal);
        Assert.Contains("at most 32", ErrorOf(string.Concat(Enumerable.Repeat("not ", 40)) + "a exists").Message, StringComparison.Ordinal);
        Assert.Contains("at most 16", ErrorOf(string.Join(" and ", Enumerable.Range(0, 17).Select(i => $"f{i} exists"))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 256", ErrorOf($"a in [{string.Join(',', Enumerable.Repeat("1", 257))}]").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Should_always_return_with_a_clause_or_a_place(int seed)
    {
        string[] pieces =
        [
            "Action", "Status", "and", "or", "not", "in", "exists", "contains", "starts-with", "==", "!=", "<", "<=", ">", ">=", "(", ")",
            "[", "]", ",", "'", "\"", "\\", "\\'", "403", "-1.5e2", "block", "=", "!", "&", "|", " ", " ", " ", "\t", "\0", "é", "😀", "\uD800",
        ];
        var random = new Random(seed);
        var (clauses, errors) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var separator = random.Next(3) == 0 ? "" : " ";
            var text = string.Join(separator, Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (WhereClause.TryParse(text, out _, out var error))
            {
                clauses++;
                Takes(text, Record);
            }
            else
            {
                errors++;
                Assert.InRange(error.Column, 1, text.Length + 1);
                Assert.NotEqual("", error.Message);
            }
        }

        Assert.True(clauses > 100 && errors > 100, $"{clauses} clauses, {errors} errors");
    }

    [Fact]
    public void Should_hold_as_a_plain_reading_of_the_record_says()
    {
        var random = new Random(3);
        var holding = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var where = new RandomWhere(random);
            var record = where.Record();
            var expected = where.Holds(record);
            holding += expected ? 1 : 0;
            Assert.True(expected == Takes(where.Text, record), $"{where.Text}\n{record}");
        }

        Assert.InRange(holding, 2_000, 18_000);
    }

    private static WhereError ErrorOf(string text)
    {
        Assert.False(WhereClause.TryParse(text, out _, out var error));
        return error;
    }

    private static bool Takes(string text, string record)
    {
        Assert.True(WhereClause.TryParse(text, out var where, out var error), $"{text}: {error}");
        var status = FormattedLine.StatusOf(record, [new RouteOfOutput(new RecordRules { Where = where }, true)]);
        Assert.True(status is LineStatus.Written or LineStatus.Filtered);
        return status == LineStatus.Written;
    }
}
