using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>How receiving a body ended: in one of these ways, and in no other.</summary>
internal abstract record ReceivedBody
{
    private ReceivedBody()
    {
    }

    /// <summary>All of it is in memory. Whoever has this disposes the body.</summary>
    public sealed record Whole(BatchBody Body) : ReceivedBody;

    /// <summary>There is no memory for it, so it is to go into the spool as it comes.</summary>
    /// <param name="Body">What was taken, and then the rest. Whoever has this ends it.</param>
    /// <param name="Otherwise">The answer should the spool not take it.</param>
    public sealed record Overflow(OverflowBody Body, Refused Otherwise) : ReceivedBody;

    /// <summary>Nothing but the upload with which Logpush validates a destination.</summary>
    public sealed record Preflight : ReceivedBody;

    /// <summary>It is not taken, and the answer says why.</summary>
    public sealed record Refused(BatchAnswer Answer) : ReceivedBody;

    /// <summary>The client went before the end of it, and there is nobody to answer.</summary>
    public sealed record Gone : ReceivedBody;
}
