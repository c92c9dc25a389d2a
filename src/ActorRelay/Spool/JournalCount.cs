namespace ActorRelay.Spool;

/// <summary>What a run that came to the end of a body knows of its records.</summary>
/// <param name="Records">All of them.</param>
/// <param name="FirstEvent">Event time of the earliest that the run has looked at and has one.</param>
/// <param name="LastEvent">Of the latest.</param>
internal sealed record JournalCount(long Records, DateTimeOffset? FirstEvent, DateTimeOffset? LastEvent);
