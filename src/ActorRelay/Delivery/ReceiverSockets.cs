namespace ActorRelay.Delivery;

/// <summary>Sockets as the scheme of an address says.</summary>
internal static class ReceiverSockets
{
    public static ReceiverSocketFactory Factory { get; } = (address, settings) => address.IsTls
        ? new TlsReceiverSocket(address, settings, TimeProvider.System)
        : new TcpReceiverSocket(address, settings);
}
