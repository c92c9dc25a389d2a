using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Judge;

/// <summary>That streams are cut right, however they arrive.</summary>
public sealed class MessageCutterSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Should_cut_at_line_feeds(int atOnce)
    {
        var cutter = new MessageCutter(Framing.Newline);

        Assert.Equal(["one", "", "two 2"], Cut(cutter, "one\n\ntwo 2\nthr", atOnce));

        Assert.Equal("thr", Encoding.UTF8.GetString(cutter.Held));
        Assert.False(cutter.IsBetween);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Should_cut_by_octet_counts(int atOnce)
    {
        var cutter = new MessageCutter(Framing.OctetCounting);

        Assert.Equal(["one", "two\n2", "twelve bytes"], Cut(cutter, "3 one5 two\n212 twelve bytes4 ", atOnce));

        Assert.False(cutter.IsBetween);
        Assert.Equal(["four"], Cut(cutter, "four", atOnce));
        Assert.True(cutter.IsBetween);
    }

    [Theory]
    [InlineData("x one2 ab")]
    [InlineData("0 2 ab")]
    [InlineData("12345678901234567890 ab")]
    [InlineData("-3 one2 ab")]
    public void Should_cut_nothing_after_what_is_no_count(string text)
    {
        var cutter = new MessageCutter(Framing.OctetCounting);

        Assert.Empty(Cut(cutter, text, 1));
        Assert.Equal(text, Encoding.UTF8.GetString(cutter.Held));
    }

    [Fact]
    public void Should_say_how_much_belongs_to_the_message_that_is_being_read()
    {
        var cutter = new MessageCutter(Framing.OctetCounting);
        Cut(cutter, "5 tw", 100);

        Assert.Equal(3, cutter.ToEndOfStep("o 23 abc"u8));
        Assert.Equal(2, cutter.ToEndOfStep("o "u8));
        Assert.Equal(4, new MessageCutter(Framing.Newline).ToEndOfStep("one\ntwo\n"u8));
    }

    private static List<string> Cut(MessageCutter cutter, string text, int atOnce)
    {
        var cut = new List<string>();
        foreach (var bytes in Encoding.UTF8.GetBytes(text).Chunk(atOnce))
        {
            cutter.Take(bytes, message => cut.Add(Encoding.UTF8.GetString(message)));
        }

        return cut;
    }
}
