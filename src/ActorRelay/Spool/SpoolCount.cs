namespace ActorRelay.Spool;

/// <summary>What a run that came to the end of a body counted in it.</summary>
/// <param name="Framed">All its records.</param>
/// <param name="More">Of those that the batch did not count so far, the ones some Receiver gets.</param>
/// <param name="From">
/// What the batch had counted when the run began; null for whatever that was. Runs whose ends differ, as where a body has too
/// many bad lines, are not added to each other.
/// </param>
internal readonly record struct SpoolCount(long Framed, long More, long? From = null);
