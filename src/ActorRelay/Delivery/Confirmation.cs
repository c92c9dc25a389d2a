namespace ActorRelay.Delivery;

/// <summary>What <c>status</c> calls that which confirms a line.</summary>
internal static class Confirmation
{
    /// <summary>The Receiver's kernel has acknowledged its last byte.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>This machine's kernel has it; of the Receiver's it does not say.</summary>
    public const string Written = "written";

    /// <summary>What is said before a connection has shown better.</summary>
    public static string Expected => TcpInfo.IsKnown ? Acknowledged : Written;
}
