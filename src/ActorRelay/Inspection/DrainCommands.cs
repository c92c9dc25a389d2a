using ActorRelay.Delivery;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>drain</c> and <c>resume</c>. A Receiver that is drained is sent nothing new, and its copies are spooled at once, over a
/// restart too; a node that is drained answers posts with 503, as long as it runs.
/// </summary>
internal static class DrainCommands
{
    public static InspectionCommand Drain { get; } = new(
        "drain",
        "Sends RECEIVER nothing new: its copies are spooled until resume, over a restart too. Without a name: this node takes no more posts.",
        call => RunAsync(call, isDrained: true))
    {
        Arguments = ["[RECEIVER]"],
        Changes = true,
    };

    public static InspectionCommand Resume { get; } = new(
        "resume",
        "Sends to RECEIVER again, what waits in the spool too. Without a name: this node takes posts again.",
        call => RunAsync(call, isDrained: false))
    {
        Arguments = ["[RECEIVER]"],
        Changes = true,
    };

    private static async Task<InspectionResult> RunAsync(InspectionCall call, bool isDrained)
    {
        if (call.Arguments.IsEmpty)
        {
            return await call.ReportAsync<InspectionProtocol.NodeDrained>(new InspectionProtocol.DrainNode(isDrained), report => new ReportRows().Line(
                report.IsDrained
                    ? "This node is drained: posts are answered 503, and what is there is delivered. actorrelay relay resume"
                    : "This node takes posts."));
        }

        return await call.ReportAsync<ReceiversProtocol.DrainedReceivers>(
            new ReceiversProtocol.SetDrained(call.Arguments[0], isDrained), report => new ReportRows().Line(
                report.Receivers.IsEmpty ? "No Receiver is drained." : $"Drained: {string.Join(", ", report.Receivers)}."));
    }
}
