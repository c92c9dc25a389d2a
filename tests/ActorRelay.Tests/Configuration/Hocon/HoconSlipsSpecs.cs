using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration.Hocon;

/// <summary>What operators mistype, and that each is told where and what.</summary>
public sealed class HoconSlipsSpecs
{
    [Theory]
    [InlineData("a { b = [1,2\nsize = 256 MiB }", "f:2:6: expected ',', a new line or ']' in a list, found '=': is a ']' missing before this?")]
    [InlineData("a { b = [1,2\n}", "f:2:1: expected ',' or ']' in the list that begins at f:1:9, found '}'")]
    [InlineData("a { b = [1,2", "f:1:9: this '[' has no matching ']'")]
    [InlineData("a { b = ${?HOME}\nd = 5 }\n}", "f:3:1: this '}' closes nothing: there is one too many")]
    [InlineData("a { b = 1 } }", "f:1:13: this '}' closes nothing: there is one too many")]
    [InlineData("a { b = \"unterminated }\nc = 1\n}", "f:1:9: this string has no closing '\"' on its line")]
    [InlineData("a { b = \"\"\"unterminated }\nc = 1\n}", "f:1:9: this string has no closing '\"\"\"'")]
    [InlineData("a { b = ", "f:1:9: expected a value for 'b', found the end\nf:1:3: this '{' has no matching '}'")]
    [InlineData("b =\nc = 1", "f:1:4: expected a value for 'b', found the end of the line")]
    [InlineData("a {\n  b = 1\n", "f:1:3: this '{' has no matching '}'")]
    [InlineData("a = = 5", "f:1:5: expected a value for 'a', found '='")]
    [InlineData("a = b = 5", "f:1:7: expected ',' or a new line before the next key, found '='; a value with '=' in it needs double quotes")]
    [InlineData("a { b : { } c }", "f:1:13: expected ',' or a new line, found 'c'")]
    [InlineData("a b = 1", "f:1:3: expected '=', ':' or '{' after the key, found 'b'")]
    [InlineData("a = tcp://siem:514", "f:1:8: a value with ':' in it needs double quotes")]
    [InlineData("a = x//y", "f:1:6: a value with '#' or '//' in it needs double quotes; a comment needs a space before it")]
    [InlineData("a = pass#word", "f:1:9: a value with '#' or '//' in it needs double quotes; a comment needs a space before it")]
    [InlineData("a = [*]", "f:1:6: a value with '*' in it needs double quotes")]
    [InlineData("a = C:\\state", "f:1:6: a value with ':' in it needs double quotes")]
    [InlineData("a = \"C:\\state\"", "f:1:8: expected an escape, one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000; write \\\\ for a backslash")]
    [InlineData("a = \u201Cx\u201D", "f:1:5: '\u201C' is not a double quote: write \"")]
    [InlineData("a = \"${SECRET}\"", "f:1:5: ${} is not replaced inside quotes: write it outside of them; to mean the characters, write \\u0024{")]
    [InlineData("a = ${SECRET", "f:1:13: expected '}' to end the '${' of f:1:5, found the end")]
    [InlineData("a = $SECRET", "f:1:5: a value with '$' in it needs double quotes")]
    [InlineData("a = ${NOBODY_SET_THIS}", "f:1:5: ${NOBODY_SET_THIS}: there is neither such a key nor such an environment variable")]
    [InlineData("a = ${a}", "f:1:5: ${a} refers to itself; to add to a list, write +=")]
    [InlineData("a = ${b}\nb = ${a}", "f:2:5: ${a} refers to itself; to add to a list, write +=")]
    [InlineData("a = {}, a { b = ${a} }", "f:1:17: ${a} refers to itself; to add to a list, write +=")]
    [InlineData("a = 1\na += 2", "f:2:6: '+=' adds to a list, but 'a' is a text (f:1:5)")]
    [InlineData("a = [1,,2]", "f:1:8: expected a value, found ','")]
    [InlineData("a = 1,, b = 2", "f:1:7: expected a key, found ','")]
    [InlineData("a = [1]]", "f:1:8: expected ',', a new line, found ']'")]
    [InlineData("a..b = 1", "f:1:3: expected a key, found '.'")]
    [InlineData("\"\" = 1", "f:1:1: a key cannot be empty")]
    [InlineData("a { include file(\"x\") }", "f:1:13: expected a file name in double quotes after include, found 'f'")]
    [InlineData("a { include \"x.conf\" }", "f:1:5: cannot read x.conf: there is no such file")]
    [InlineData("include \"more\" b = 1", "f:1:16: expected ',', a new line, found 'b'")]
    [InlineData("a = 1 ${b}\nb { c = 1 }", "f:1:7: texts, lists and objects cannot be put together: is a ',' or a new line missing?")]
    [InlineData("{ a = 1 } b = 2", "f:1:11: expected the end, for the '{' of f:1:1 ends before here; found 'b'")]
    [InlineData("a = \"x\u0001\"", "f:1:7: U+0001 cannot be in a string: write it as \\u0001")]
    public void Should_say_what_is_wrong_and_where(string text, string expected)
    {
        var loader = new HoconLoader(new MemoryFiles(("f", text), ("more", "c = 1")));
        loader.AddFile("f");
        if (!loader.Errors.Broken)
        {
            loader.Resolve(new Dictionary<string, string>());
        }

        Assert.Equal(expected, string.Join('\n', loader.Errors.All));
    }

    [Fact]
    public void Should_go_on_behind_a_line_with_an_error()
    {
        var loader = new HoconLoader(new MemoryFiles());
        loader.AddText("f", "a = = 5\nb = x*y\nc {\n  d = :\n  e = 1\n}\n\nf g = 2");

        Assert.Equal(["f:1:5", "f:2:6", "f:4:7", "f:8:3"], loader.Errors.All.Select(e => e.Place.ToString()));
        Assert.False(loader.Errors.Broken);
        Assert.Equal("1", ((HoconText)loader.Resolve(new Dictionary<string, string>()).Find(["c", "e"])!).Text);
    }
}
