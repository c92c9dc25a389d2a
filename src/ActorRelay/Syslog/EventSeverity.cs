using System.Collections.Immutable;

namespace ActorRelay.Syslog;

/// <summary>
/// Severities of syslog on the scale of CEF (0-3 low, 4-6 medium, 7-8 high, 9-10 very high) and LEEF (1 to 10, no 0), in the
/// order of their numbers: emerg to debug.
/// </summary>
internal static class EventSeverity
{
    private static readonly ImmutableArray<byte[]> Scale =
        [[.. "10"u8], [.. "9"u8], [.. "8"u8], [.. "7"u8], [.. "5"u8], [.. "4"u8], [.. "2"u8], [.. "1"u8]];

    public static ReadOnlySpan<byte> Of(int severity) => Scale[severity % Priority.SeverityCount];
}
