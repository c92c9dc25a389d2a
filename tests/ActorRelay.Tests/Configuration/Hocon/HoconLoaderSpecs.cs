using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration.Hocon;

public sealed class HoconLoaderSpecs
{
    [Theory]
    [InlineData("a = 1", """{"a" : "1"}""")]
    [InlineData("{ a : 1 }", """{"a" : "1"}""")]
    [InlineData("\uFEFFa = 1\r\nb = 2\r\n", """{"a" : "1", "b" : "2"}""")]
    [InlineData("a { b = 256 MiB, c = a b }", """{"a" : {"b" : "256 MiB", "c" : "a b"}}""")]
    [InlineData("a.b.c = 1\na.b.d = 2", """{"a" : {"b" : {"c" : "1", "d" : "2"}}}""")]
    [InlineData("a.\"b.c\".d = 1", """{"a" : {"b.c" : {"d" : "1"}}}""")]
    [InlineData("a { b = 1 }\na { c = 2 }", """{"a" : {"b" : "1", "c" : "2"}}""")]
    [InlineData("a = 1\na = 2", """{"a" : "2"}""")]
    [InlineData("a { b = 1 }\na = 5", """{"a" : "5"}""")]
    [InlineData("a = 5\na { b = 1 }", """{"a" : {"b" : "1"}}""")]
    [InlineData("a = [1, 2\n3,\n[4], {b = 5},]", """{"a" : ["1", "2", "3", ["4"], {"b" : "5"}]}""")]
    [InlineData("a = [\n]", """{"a" : []}""")]
    [InlineData("a += 1\na += 2", """{"a" : ["1", "2"]}""")]
    [InlineData("a = [1]\na += ${b}\nb = 2", """{"a" : ["1", "2"], "b" : "2"}""")]
    [InlineData("x { a = [1] }\nx { a += 2 }", """{"x" : {"a" : ["1", "2"]}}""")]
    [InlineData("a = ${b}\na += 2\nb = [1]", """{"a" : ["1", "2"], "b" : ["1"]}""")]
    [InlineData("# one\na = 1 # two\n// three\nb = 2 // four", """{"a" : "1", "b" : "2"}""")]
    [InlineData("a = \"x # y // z\"", """{"a" : "x # y // z"}""")]
    [InlineData("a = \"\\\" \\\\ \\/ \\n \\u3042\"", "{\"a\" : \"\\\" \\\\ / \\u000a \u3042\"}")]
    [InlineData("a = \"\"\"C:\\x \"y\"\n\"\"\"\"", "{\"a\" : \"C:\\\\x \\\"y\\\"\\u000a\\\"\"}")]
    [InlineData("a = \"\"", """{"a" : ""}""")]
    [InlineData("a = null", """{"a" : null}""")]
    [InlineData("a = \"null\"", """{"a" : "null"}""")]
    [InlineData("a = ${b}, b = 1", """{"a" : "1", "b" : "1"}""")]
    [InlineData("a = ${b.c}/x, b { c = y }", """{"a" : "y/x", "b" : {"c" : "y"}}""")]
    [InlineData("a = ${?none}", "{}")]
    [InlineData("a = [${?none}, 1]", """{"a" : ["1"]}""")]
    [InlineData("a = 1\na = ${?none}", """{"a" : "1"}""")]
    [InlineData("a = ${USER_NAME}", """{"a" : "al # 5"}""")]
    [InlineData("USER_NAME = 1, a = ${USER_NAME}", """{"USER_NAME" : "1", "a" : "1"}""")]
    [InlineData("a = x-${USER_NAME}", """{"a" : "x-al # 5"}""")]
    [InlineData("base { x = 1, y = 2 }\na = ${base} { y = 3 }", """{"base" : {"x" : "1", "y" : "2"}, "a" : {"x" : "1", "y" : "3"}}""")]
    [InlineData("base { x = 1, y = 2 }\na = ${base}\na { y = 3 }\na { z = 4 }", """{"base" : {"x" : "1", "y" : "2"}, "a" : {"x" : "1", "y" : "3", "z" : "4"}}""")]
    [InlineData("a = ${b} [2], b = [1]", """{"a" : ["1", "2"], "b" : ["1"]}""")]
    [InlineData("a { include \"more.conf\" }", """{"a" : {"c" : "1"}}""")]
    [InlineData("include \"sub/x.conf\"\nd = 2", """{"y" : "3", "d" : "2"}""")]
    [InlineData("include = 1", """{"include" : "1"}""")]
    [InlineData("include { a = 1 }", """{"include" : {"a" : "1"}}""")]
    public void Should_read_what_operators_write(string text, string expected)
    {
        var (root, errors) = Load(text);

        Assert.Empty(errors);
        Assert.Equal(expected, HoconRenderer.Render(root));
    }

    [Fact]
    public void Should_say_where_each_value_stands()
    {
        var (root, _) = Load("a {\n  b = [1,\n    {c = x}]\n}");

        var list = (HoconList)root.Find(["a", "b"])!;
        Assert.Equal("f:2:7", list.Place.ToString());
        Assert.Equal("f:2:8", list.Items[0].Place.ToString());
        Assert.Equal("f:3:10", ((HoconObject)list.Items[1]).Find("c")!.Value.Place.ToString());
        Assert.Equal("f:3:6", ((HoconObject)list.Items[1]).Find("c")!.KeyPlace.ToString());
    }

    [Theory]
    [InlineData("include \"f\"", "f:1:1: f includes itself")]
    [InlineData("include \"loop.conf\"", "loop.conf:1:1: loop.conf includes itself")]
    public void Should_end_when_files_include_each_other(string text, string expected)
    {
        var (_, errors) = Load(text);

        Assert.Equal(expected, Assert.Single(errors).ToString());
    }

    [Fact]
    public void Should_refuse_what_is_nested_without_end()
    {
        Assert.Contains("nested deeper", Assert.Single(Load("a = " + new string('[', 100_000)).Errors).Message);
        Assert.Contains("nested deeper", Assert.Single(Load(string.Concat(Enumerable.Repeat("a {", 100_000))).Errors).Message);
        Assert.Contains("nested deeper", Assert.Single(Load(string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1").Errors).Message);
    }

    [Fact]
    public void Should_refuse_what_grows_without_end()
    {
        var laughs = "a0 = [x, y]\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => $"a{i} = [${{a{i - 1}}}, ${{a{i - 1}}}]"));
        Assert.Contains(Load(laughs).Errors, e => e.Message.Contains("larger than"));

        var longer = "a0 = xy\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}"));
        Assert.Contains(Load(longer).Errors, e => e.Message.Contains("larger than"));

        var chain = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"a{i} = ${{a{i + 1}}}"));
        Assert.Contains(Load(chain).Errors, e => e.Message.Contains("refer to each other"));

        var deep = "a0 = [x]\n" + string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"a{i} = [${{a{i - 1}}}]"));
        Assert.Contains(Load(deep).Errors, e => e.Message.Contains("nested deeper"));
    }

    [Fact]
    public void Should_take_many_additions_in_a_moment()
    {
        var (root, errors) = Load(string.Concat(Enumerable.Repeat("a += 1\n", 100_000)));

        Assert.Empty(errors);
        Assert.Equal(100_000, ((HoconList)root.Find("a")!.Value).Items.Length);
    }

    internal static (HoconObject Root, IReadOnlyList<HoconError> Errors) Load(string text)
    {
        var loader = new HoconLoader(new MemoryFiles(
            ("f", text), ("more.conf", "c = 1"), ("loop.conf", "include \"loop.conf\""),
            ("sub/x.conf", "include \"y.conf\""), ("sub/y.conf", "y = 3")));
        loader.AddFile("f");
        var root = loader.Resolve(new Dictionary<string, string> { ["USER_NAME"] = "al # 5" });
        return (root, loader.Errors.All);
    }
}
