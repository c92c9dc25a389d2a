using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>What each record has to arrive as, by the oracle that shares no code with the relay.</summary>
internal static class ExpectedLines
{
    /// <summary>
    /// As a receiver writes it: without framing. Every numbered record has an event time of its own, so the time of
    /// receipt, which nobody outside the relay knows, does not show.
    /// </summary>
    public static Func<NumberedRecord, byte[]> As(OutputFormat format)
    {
        var received = DateTimeOffset.UtcNow;
        return record => LineOracle.Line(
            record.Json, format, new LineContext(record.Dataset, "", "", InputStyle.Json, received))
            ?? throw new InvalidOperationException("the oracle takes no such record");
    }
}
