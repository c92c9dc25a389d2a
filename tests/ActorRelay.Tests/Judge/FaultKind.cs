namespace ActorRelay.Tests.Judge;

/// <summary>What a receiver does to a connection.</summary>
internal enum FaultKind
{
    /// <summary>Dies: RST, and whatever it had not read is gone.</summary>
    Reset,

    /// <summary>Reads what is there, then closes: FIN, and RST for what comes after that.</summary>
    Close,

    /// <summary>Says FIN, and reads on until the sender closes.</summary>
    HalfClose,

    /// <summary>Reads nothing for a while, then goes on.</summary>
    Stall,

    /// <summary>Reads nothing ever again, and does not close.</summary>
    StallForEver,

    /// <summary>The network goes: nothing more comes or is acknowledged, nobody can connect for a while.</summary>
    BlackHole,

    /// <summary>Every connection is reset, and new ones are refused for a while.</summary>
    Refuse,
}
