using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records.Shaping;

/// <summary>Runs one record through a route as settings write it.</summary>
internal static class ShapedLine
{
    private static readonly OutputFormat Json = Formats.Of(HeaderStyle.Rfc5424, PayloadStyle.Json, Framing.Newline);

    /// <summary>The shaped record as JSON.</summary>
    public static string Of(string keys, string record)
    {
        var message = Message(keys, record);
        return message[message.IndexOf('{')..^1];
    }

    /// <summary>The whole message.</summary>
    public static string Message(string keys, string record)
    {
        var destination = new byte[record.Length * 6 + 100_000];
        var result = Run(Rules(keys), Encoding.UTF8.GetBytes(record), destination, Json);
        Assert.Equal(LineStatus.Written, result.Status);
        return Encoding.UTF8.GetString(destination, 0, result.Written);
    }

    public static LineResult Run(string keys, string record, int room = 4_000_000) =>
        Run(Rules(keys), Encoding.UTF8.GetBytes(record), new byte[room], Json);

    public static LineResult Run(RecordRules rules, byte[] record, byte[] destination, OutputFormat format)
    {
        byte[] source = [.. record, (byte)'\n', .. new byte[LineFormatter.Slack]];
        var context = FormattedLine.Context with { Batch = "b1" };
        return new LineFormatter(format, context, [new RouteOfOutput(rules, true)])
            .Format(source, destination, number: 42);
    }

    /// <summary>What a route's keys come to.</summary>
    public static RecordRules Rules(string keys) => SettingsReader.Read(new SettingsInput
    {
        Texts =
        [
            ("f", $$"""
                relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = "tcp://a:1" }
                relay.routes = [{ receivers = siem, {{keys}} }]
                """),
        ],
    }).Valid().Routes[0].Rules;

    public static string Hash(string text, string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
}
