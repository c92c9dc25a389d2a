using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// Reads payloads of parameters by the words of their standards and by nothing else, and fails at what these do not
/// allow: ArcSight Common Event Format, IBM's guide to LEEF, RFC 5424 section 6.3.
/// </summary>
internal static class ParameterReader
{
    /// <summary>What stands before the parameters, the parameters in their order, and what stands behind them.</summary>
    public static (string Before, List<(string Name, string Value)> Parameters, string Behind) Read(PayloadStyle payload, string text) =>
        payload switch
        {
            PayloadStyle.Cef => ReadCef(text),
            PayloadStyle.Leef => ReadLeef(text),
            _ => ReadStructuredData(text),
        };

    private static (string, List<(string, string)>, string) ReadCef(string text)
    {
        var end = EndOfHeader(text, 7);
        Assert.Equal(' ', text[end]);
        var result = new List<(string, string)>();
        var at = end + 1;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            Assert.True(equals > at, $"no name at {at}: {text}");
            var name = text[at..equals];
            Assert.All(name, static c => Assert.True(char.IsAsciiLetterOrDigit(c)));
            var value = new StringBuilder();
            at = equals + 1;
            while (at < text.Length && !IsNextName(text, at))
            {
                Assert.NotEqual('=', text[at]);
                if (text[at] != '\\')
                {
                    value.Append(text[at++]);
                    continue;
                }

                value.Append(text[at + 1] switch
                {
                    '\\' => '\\',
                    '=' => '=',
                    'n' => '\n',
                    var other => throw new FormatException($"\\{other} is no escape of CEF"),
                });
                at += 2;
            }

            result.Add((name, value.ToString()));
            at++;
        }

        return (text[..end], result, "");
    }

    /// <summary>A space behind which stand letters and digits, and an equals sign that is not escaped.</summary>
    private static bool IsNextName(string text, int at)
    {
        if (text[at] != ' ')
        {
            return false;
        }

        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end > at + 1 && end < text.Length && text[end] == '=';
    }

    private static (string, List<(string, string)>, string) ReadLeef(string text)
    {
        var end = EndOfHeader(text, 5);
        var result = text[end..].Split('\t').Select(static part =>
        {
            var equals = part.IndexOf('=');
            Assert.True(equals > 0, $"no name: {part}");
            Assert.All(part[..equals], static c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
            return (part[..equals], part[(equals + 1)..]);
        }).ToList();
        return (text[..end], result, "");
    }

    private static int EndOfHeader(string text, int pipes)
    {
        var at = -1;
        for (; pipes > 0; pipes--)
        {
            at = text.IndexOf('|', at + 1);
            Assert.True(at > 0, $"too few |: {text}");
        }

        Assert.DoesNotContain('\\', text[..at]);
        Assert.DoesNotContain('=', text[..at]);
        return at + 1;
    }

    private static (string, List<(string, string)>, string) ReadStructuredData(string text)
    {
        Assert.Equal('[', text[0]);
        var at = text.IndexOf(' ');
        var before = text[1..at];
        Assert.InRange(before.Length, 1, 32);
        var result = new List<(string, string)>();
        while (text[at] == ' ')
        {
            var equals = text.IndexOf('=', at);
            var name = text[(at + 1)..equals];
            Assert.InRange(name.Length, 1, 32);
            Assert.All(name, static c => Assert.True(c is > ' ' and <= '~' and not ('=' or ']' or '"' or '.')));
            Assert.Equal('"', text[equals + 1]);
            var value = new StringBuilder();
            for (at = equals + 2; text[at] != '"'; at++)
            {
                Assert.NotEqual(']', text[at]);
                if (text[at] == '\\' && text[at + 1] is '"' or '\\' or ']')
                {
                    at++;
                }

                value.Append(text[at]);
            }

            result.Add((name, value.ToString()));
            at++;
        }

        Assert.Equal("] ", text[at..(at + 2)]);
        return (before, result, text[(at + 2)..]);
    }
}
