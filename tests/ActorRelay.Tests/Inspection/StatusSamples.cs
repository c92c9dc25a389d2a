using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Inspection;

/// <summary>A status of a relay with one Receiver, <c>siem</c>.</summary>
internal static class StatusSamples
{
    /// <param name="state">How the Receiver is.</param>
    /// <param name="waiting">Bytes that wait for it in the spool.</param>
    public static InspectionProtocol.StatusReport Of(string state, long waiting = 0)
    {
        var isUp = state == "up";
        var link = new ReceiversProtocol.ConnectionReport("connection-1", "tcp://a:1", isUp ? "live" : "backoff", default, 0, isUp ? null : "refused");
        var receiver = new ReceiversProtocol.ReceiverReport("siem", state, isUp ? 1 : 0, "acknowledged", 0, 0, 0, 0, 0, 0, 0, [link]);
        SpoolProtocol.SpoolBacklog[] backlogs = waiting > 0 ? [new("siem", 0, 1, 0, waiting, DateTimeOffset.UnixEpoch)] : [];
        var size = new InspectionProtocol.SizeReport(backlogs.Length, 0, waiting);
        var edge = new InspectionProtocol.EdgeReport(
            0, 0, 0, 0, 0, false, new Dictionary<int, long>(), new Dictionary<string, long>(), 0, new Dictionary<string, DateTimeOffset>());
        return new InspectionProtocol.StatusReport(
            "1.2.3", default, false, default, [], new InspectionProtocol.SizeReport(0, 0, 0), size,
            new SpoolProtocol.SpoolReport("", true, null, 0, 0, waiting, 0, 0, [.. backlogs]), null!, null!, edge, null!, [receiver], null!);
    }
}
