using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class BlankLineSpecs
{
    [Theory]
    [InlineData(InputStyle.Json)]
    [InlineData(InputStyle.Text)]
    internal void Should_call_blank_what_the_formatter_does(InputStyle input)
    {
        // Every line of up to five of these: what a line may begin with that is no record yet, and what begins one.
        const string Letters = " \t\r,{x";
        var context = FormattedLine.Context with { Input = input };
        var (blank, other) = (0, 0);
        foreach (var line in Lines(Letters, 5))
        {
            var bytes = Encoding.ASCII.GetBytes(line);
            var formatted = FormattedLine.Run(bytes, new byte[2000], OutputProfiles.Alog, context).Status is LineStatus.Blank;
            Assert.True(formatted == BlankLine.Is([.. bytes, (byte)'\n'], input), $"{input}: <{line}>");
            (blank, other) = formatted ? (blank + 1, other) : (blank, other + 1);
        }

        Assert.True(blank > 100 && other > 1000);
    }

    private static IEnumerable<string> Lines(string letters, int length) => length == 0
        ? [""]
        : Lines(letters, length - 1).SelectMany(line => letters.Select(letter => line + letter)).Append("").Distinct();
}
