using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

public sealed class FieldShapeSpecs
{
    private const string Record =
        """{"Datetime":1793664307,"ClientIP":"192.0.2.7","Email":"たろう@example.jp","Empty":"","None":null,"Info":{"a":[1,{"b":""}],"c":{}},"Ids":[7]}""";

    [Theory]
    [InlineData("include = [ClientIP, \"E*\"]", """{"ClientIP":"192.0.2.7","Email":"たろう@example.jp","Empty":""}""")]
    [InlineData("include = [ClientIP, \"E*\"], exclude = \"*y\"", """{"ClientIP":"192.0.2.7","Email":"たろう@example.jp"}""")]
    [InlineData("exclude = [\"*I*\", \"Date*\", None]", """{"Empty":""}""")]
    [InlineData("exclude = \"*\"", "{}")]
    [InlineData("include = Ids, rename { Ids = Categories }", """{"Categories":[7]}""")]
    [InlineData("include = [Ids, Empty], rename { Ids = Empty }", """{"Empty":[7]}""")]
    [InlineData("include = [Ids, Empty], rename { Ids = Empty, Empty = Ids }", """{"Ids":"","Empty":[7]}""")]
    [InlineData("include = Empty, rename { Absent = Empty }", """{"Empty":""}""")]
    [InlineData("include = [Email, Info], mask { Email = \"***\", Info = \"a\\\"b\\n\" }", """{"Email":"***","Info":"a\"b\n"}""")]
    [InlineData("include = [Email, None], mask { Email = x, None = x }, rename { Email = User }", """{"User":"x","None":"x"}""")]
    [InlineData("include = Ids, add { Env = prod, Level = 3, On = true, Text = \"3\", Half = .5 }", """{"Ids":[7],"Env":"prod","Level":3,"On":true,"Text":"3","Half":".5"}""")]
    [InlineData("include = x, add { B = \"{batch}\", L = \"{line}\", D = \"{dataset}\", S = \"{source}\", T = \"{event-time:unix}\" }", """{"B":"b1","L":42,"D":"gateway_http","S":"zone1","T":1793664307}""")]
    [InlineData("include = [Ids, Empty], add { Ids = 1 }", """{"Empty":"","Ids":1}""")]
    [InlineData("include = [Empty, None, Ids, Info], drop-empty = true", """{"Info":{"a":[1,{"b":""}],"c":{}},"Ids":[7]}""")]
    [InlineData("include = [Info, Ids], flatten = true", """{"Info.a.0":1,"Info.a.1.b":"","Info.c":{},"Ids.0":7}""")]
    [InlineData("include = [Info, Ids], flatten = true, drop-empty = true", """{"Info.a.0":1,"Ids.0":7}""")]
    [InlineData("include = \"Info.a.*\", flatten = true", """{"Info.a.0":1,"Info.a.1.b":""}""")]
    [InlineData("include = [Info, Ids], exclude = [\"*.b\", Ids], flatten = true", """{"Info.a.0":1,"Info.c":{}}""")]
    [InlineData("include = [Info], flatten = true, mask { Info = \"***\" }", """{"Info":"***"}""")]
    [InlineData("include = [Info], exclude = \"Inf*\", flatten = true", "{}")]
    [InlineData("include = [Info], flatten = true, mask { \"Info.a.0\" = \"***\" }, rename { \"Info.c\" = C }", """{"Info.a.0":"***","Info.a.1.b":"","C":{}}""")]
    [InlineData("include = [Info], mask { \"Info.a\" = x }, flatten = true", """{"Info.a":"x","Info.c":{}}""")]
    [InlineData("include = [Info], exclude = \"Info.a\", flatten = true", """{"Info.c":{}}""")]
    [InlineData("include = [Info, Ids], mask { \"Info.a.0\" = x }", """{"Info":"x","Ids":[7]}""")]
    [InlineData("include = [Info, Ids], mask { \"Info.a\" = x }", """{"Info":"x","Ids":[7]}""")]
    [InlineData("include = [Info, Ids], exclude = \"Info.a.1.*\"", """{"Ids":[7]}""")]
    [InlineData("include = [Info, Ids], exclude = \"*.b\"", """{"Ids":[7]}""")]
    [InlineData("include = [Info, Ids], mask { \"Info.z\" = x }, exclude = \"Info.y\"", """{"Info":{"a":[1,{"b":""}],"c":{}},"Ids":[7]}""")]
    [InlineData("include = [ClientIP, Email], mask { client_ip = x }", """{"ClientIP":"x","Email":"たろう@example.jp"}""")]
    [InlineData("include = [ClientIP, Email], exclude = [\"client-ip\", EMAIL]", "{}")]
    [InlineData("include = [ClientIP, Email], exclude = [\"client*\"]", """{"Email":"たろう@example.jp"}""")]
    [InlineData("include = [ClientIP, Email], exclude = [\"client_*\"]", """{"ClientIP":"192.0.2.7","Email":"たろう@example.jp"}""")]
    public void Should_shape_as_the_keys_say(string keys, string expected) =>
        Assert.Equal(expected, ShapedLine.Of(keys, Record));

    [Theory]
    [InlineData("client_ip")]
    [InlineData("clientip")]
    [InlineData("CLIENT-IP")]
    [InlineData("client.ip")]
    public void Should_hide_a_field_however_its_source_names_it(string name)
    {
        Assert.Equal($$"""{"{{name}}":"***"}""", ShapedLine.Of("mask { ClientIP = \"***\" }", $$"""{"{{name}}":"192.0.2.9"}"""));
        Assert.Equal("{}", ShapedLine.Of("exclude = ClientIP", $$"""{"{{name}}":"192.0.2.9"}"""));
        Assert.Equal("{}", ShapedLine.Of("exclude = ClientIP", $$"""{"{{name.Replace("i", "\\u0069", StringComparison.Ordinal)}}":"192.0.2.9"}"""));
    }

    /// <summary>Records that grow out of every limit of flattening: nothing that a rule hides gets by.</summary>
    [Theory]
    [InlineData("mask { \"H.secret\" = \"***\" }")]
    [InlineData("mask { \"h.SECRET\" { key = 0123456789abcdef } }")]
    [InlineData("exclude = \"H.secret\"")]
    [InlineData("exclude = \"*.secret\"")]
    [InlineData("include = [H, \"H.*\"], exclude = \"H.secret\"")]
    [InlineData("exclude = \"H.secret\", rename { H = Other }")]
    [InlineData("mask { \"H.secret\" = \"***\" }, rename { H = Other }, drop-empty = true")]
    public void Should_let_nothing_by_that_is_hidden_whatever_grows_too_large(string keys)
    {
        var longName = new string('n', 600);
        var many = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"{i:d40}\":{i}"));
        foreach (var flatten in new[] { "", ", flatten = true" })
        {
            foreach (var record in new[]
            {
                """{"H":{"secret":"tell no one"}}""",
                """{"H":{"secret":{"deep":["tell no one"]}}}""",
                """{"H":{"LONG":1,"secret":"tell no one"}}""",
                """{"H":{"secret":"tell no one","LONG":{"x":1}}}""",
                """{"H":{MANY,"secret":"tell no one"}}""",
                """{"G":{MANY},"H":{"secret":{"a":"tell no one"}}}""",
                """{"H":{"\u0073ecret":"tell no one","a":1}}""",
            })
            {
                var grown = record.Replace("LONG", longName, StringComparison.Ordinal).Replace("MANY", many, StringComparison.Ordinal);
                Assert.DoesNotContain("tell no one", ShapedLine.Of(keys + flatten, grown), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Should_hash_what_a_value_says_by_the_key()
    {
        // printf %s 192.0.2.7 | openssl dgst -sha256 -hmac 0123456789abcdef
        const string Whole = "9fbed8536e880124770a33603f35e90613c616caa9ce283fe40f7c2975e8bfde";
        Assert.Equal(
            $$"""{"ClientIP":"{{Whole}}"}""",
            ShapedLine.Of("include = ClientIP, mask { ClientIP { key = 0123456789abcdef } }", Record));
        Assert.Equal(
            $$"""{"ClientIP":"{{Whole[..8]}}"}""",
            ShapedLine.Of("include = ClientIP, mask { ClientIP { key = 0123456789abcdef, digits = 8 } }", Record));
        Assert.Equal(
            ShapedLine.Of("mask { a { key = 0123456789abcdef } }", """{"a":"/é"}"""),
            ShapedLine.Of("mask { a { key = 0123456789abcdef } }", """{"a":"\/\u00e9"}"""));
        Assert.Equal("""{"a":null}""", ShapedLine.Of("mask { a { key = 0123456789abcdef } }", """{"a":null}"""));
    }

    [Theory]
    [InlineData("""{"\u0061":1}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{ "a" : 1 }""")]
    [InlineData(""",{"a":1},""")]
    public void Should_let_no_spelling_of_a_record_by(string record) =>
        Assert.DoesNotContain("a", ShapedLine.Of("exclude = a", record), StringComparison.Ordinal);

    [Fact]
    public void Should_find_an_excluded_field_whose_key_is_too_long_to_be_looked_at_at_once()
    {
        var key = string.Concat(Enumerable.Repeat("\\u0061", 100));
        Assert.Equal("""{"b":1}""", ShapedLine.Of("exclude = \"a*\"", $$"""{"{{key}}":1,"b":1}"""));
    }

    [Fact]
    public void Should_take_the_time_of_the_header_from_the_record_as_sent()
    {
        var line = ShapedLine.Message("exclude = Datetime", """{"Datetime":"2026-10-31T00:00:00Z","a":1}""");
        Assert.StartsWith("<34>1 2026-10-31T09:00:00.000000+09:00 ", line, StringComparison.Ordinal);
        Assert.EndsWith(" {\"a\":1}\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_set_aside_a_record_that_shaping_would_make_too_long()
    {
        var many = "{" + string.Join(',', Enumerable.Repeat("\"a\":1", 5000)) + "}";
        var result = ShapedLine.Run($"mask {{ a = \"{new string('x', 60)}\" }}", many);
        Assert.Equal((LineStatus.Bad, RecordError.TooLong), (result.Status, result.Error));
    }

    [Fact]
    public void Should_leave_nested_what_would_be_too_long_when_it_is_flattened()
    {
        var name = new string('n', 500);
        var wide = $$$"""{"a":{"{{{name}}}":[{{{string.Join(',', Enumerable.Range(0, 1000))}}}]},"b":{"c":1}}""";
        Assert.Equal(wide[..^13] + ",\"b.c\":1}", ShapedLine.Of("flatten = true", wide));
        var deep = $$$$"""{"a":{"{{{{name}}}}":{"{{{{name}}}}":1}}}""";
        Assert.Equal(deep, ShapedLine.Of("flatten = true", deep));
    }

    [Fact]
    public void Should_ask_for_room_when_the_shaped_record_needs_more()
    {
        var result = ShapedLine.Run($"add {{ x = \"{new string('x', 1000)}\" }}", """{"a":1}""", room: 600);
        Assert.Equal(LineStatus.Full, result.Status);
        Assert.InRange(result.Needed, 1000, 1600);
    }
}
