namespace ActorRelay.Spool;

/// <summary>Who looks after a batch's copy for one Receiver.</summary>
internal enum SpoolState
{
    /// <summary>The run that took the batch in.</summary>
    Live,

    /// <summary>Nobody; the next claim may have it.</summary>
    Waiting,

    /// <summary>A run that claimed it.</summary>
    Claimed,
}
