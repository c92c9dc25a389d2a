using System.Collections.Immutable;
using System.Text;
using ActorRelay.Records.Shaping;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Runs one line through a formatter of its own, for tests that read better without spans.</summary>
internal static class FormattedLine
{
    public static LineContext Context { get; } = new(
        "gateway_http", "zone1", "relay1", InputStyle.Json, new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));

    /// <summary>The message as text; fails unless it was written.</summary>
    public static string Of(string line, OutputFormat? format = null, LineContext? context = null)
    {
        var destination = new byte[line.Length * 6 + 1000];
        var result = Run(Encoding.UTF8.GetBytes(line), destination, format, context);
        Assert.Equal(LineStatus.Written, result.Status);
        return Encoding.UTF8.GetString(destination, 0, result.Written);
    }

    /// <summary>What follows the header of the alog line.</summary>
    public static string Payload(string line)
    {
        var text = Of(line);
        Assert.StartsWith("<34>Nov  3 09:05:07 gateway_http", text);
        Assert.EndsWith("\n", text);
        return text["<34>Nov  3 09:05:07 gateway_http".Length..^1];
    }

    public static LineResult Run(string line) => Run(Encoding.UTF8.GetBytes(line), new byte[line.Length * 6 + 1000]);

    public static LineResult Run(byte[] line, byte[] destination, OutputFormat? format = null, LineContext? context = null)
    {
        byte[] source = [.. line, (byte)'\n', .. new byte[LineFormatter.Slack]];
        return new LineFormatter(format ?? OutputProfiles.Alog, context ?? Context).Format(source, destination);
    }

    /// <summary>What becomes of a line under some routes.</summary>
    public static LineStatus StatusOf(string line, ImmutableArray<RouteOfOutput> routes)
    {
        byte[] source = [.. Encoding.UTF8.GetBytes(line.Trim()), (byte)'\n', .. new byte[LineFormatter.Slack]];
        return new LineFormatter(OutputProfiles.Alog, Context, routes)
            .Format(source, new byte[line.Length * 6 + 1000]).Status;
    }
}
