namespace ActorRelay.Spool;

/// <summary>
/// The store could not do what it was asked; nothing of it was done, unless it failed while it was committed: then all of
/// it may have been.
/// </summary>
internal sealed class SpoolException(SpoolFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public SpoolFailure Failure => failure;

    /// <summary>What the store failed with, whatever that was.</summary>
    public static SpoolException Of(Exception e) => e as SpoolException ?? new SpoolException(SpoolFailure.Other, e.Message, e);
}
