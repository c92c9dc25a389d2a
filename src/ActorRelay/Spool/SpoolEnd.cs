namespace ActorRelay.Spool;

/// <summary>Records that wait for no Receiver any more: those of a batch whose last copy is gone.</summary>
/// <param name="Records">How many.</param>
/// <param name="SetAside">
/// Of these, the ones that some Receiver has not confirmed: they are in a body that quarantine keeps for it. Where more
/// is not known, what may have been filtered behind the last record it confirmed counts as such.
/// </param>
internal readonly record struct SpoolEnd(long Records, long SetAside)
{
    /// <summary>The others: every Receiver that gets them has them.</summary>
    public long Confirmed => Records - SetAside;
}
