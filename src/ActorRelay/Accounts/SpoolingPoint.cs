namespace ActorRelay.Accounts;

/// <summary>What the spool is to know of a batch that goes there while it runs.</summary>
/// <param name="Reached">How far it has come.</param>
/// <param name="Framed">Records framed, all in the books.</param>
/// <param name="Pending">Of these, the ones that the books call spooled from now on.</param>
internal sealed record SpoolingPoint(ResumePoint Reached, long Framed, long Pending);
