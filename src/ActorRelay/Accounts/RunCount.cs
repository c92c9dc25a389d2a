namespace ActorRelay.Accounts;

/// <summary>What a run counted in a body, for the spool, from the record on that the spool had not counted.</summary>
/// <param name="Framed">All records of the body as far as the run came, the counted ones included.</param>
/// <param name="Delivered">Of those that were not counted, the ones that some Receiver gets.</param>
/// <param name="Filtered">Of these, the ones that no Receiver gets.</param>
/// <param name="Repeated">Of these, the ones that had been at their end before the batch was spooled.</param>
/// <param name="From">
/// What the spool had counted when the run began; null for whatever that was. Runs whose ends differ, as where a body has too
/// many bad lines, are not added to each other.
/// </param>
internal readonly record struct RunCount(long Framed, long Delivered, long Filtered = 0, long Repeated = 0, long? From = null);
