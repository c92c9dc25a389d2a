namespace ActorRelay.Spool;

/// <summary>What a run that came to the end of a body counted in it.</summary>
/// <param name="Framed">All its records.</param>
/// <param name="More">Of those that the batch did not count so far, the ones some Receiver gets.</param>
internal readonly record struct SpoolCount(long Framed, long More);
