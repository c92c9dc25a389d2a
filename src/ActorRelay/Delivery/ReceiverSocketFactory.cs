using ActorRelay.Configuration;

namespace ActorRelay.Delivery;

/// <summary>Makes a socket for one attempt to connect; it does no I/O yet.</summary>
internal delegate IReceiverSocket ReceiverSocketFactory(ReceiverAddress address, ReceiverSettings settings);
