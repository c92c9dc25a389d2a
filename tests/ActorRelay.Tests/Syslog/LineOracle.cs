using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>Stands in until the oracle is here.</summary>
internal static class LineOracle
{
    public static byte[]? Line(byte[] json, OutputFormat format, LineContext context) =>
        throw new NotSupportedException($"{json.Length} {format} {context}");
}
