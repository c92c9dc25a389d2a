namespace ActorRelay.Delivery;

/// <summary>
/// Decides when a block is confirmed: the one place that does. Here it is when its write completed, which says no more
/// than that this machine's kernel has it; <c>status</c> says so.
/// </summary>
internal static class Confirmation
{
    /// <summary>What <c>status</c> calls it.</summary>
    public const string Kind = "written";

    /// <summary>Number of the last block on this connection that is confirmed, and with it all before.</summary>
    public static long ConfirmedTo(Link link) => link.WrittenTo;
}
