using ActorRelay.Inspection;

namespace ActorRelay.Tests.Inspection;

public sealed class TextWidthSpecs
{
    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("たろう", 6, "たろう")]
    [InlineData("たろう!", 6, "たろ…")]
    [InlineData("a😀😀", 5, "a😀😀")]
    [InlineData("a😀😀b", 5, "a😀…")]
    [InlineData("", 6, "")]
    public void Should_fit_a_line_to_the_terminal(string text, int columns, string expected) =>
        Assert.Equal(expected, TextWidth.Shorten(text, columns));
}
