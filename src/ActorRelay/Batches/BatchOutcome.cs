namespace ActorRelay.Batches;

/// <summary>How a post ends: each has one HTTP status (<c>Edge/Answers</c>).</summary>
internal enum BatchOutcome
{
    /// <summary>Every record is confirmed by every Receiver of the route, or was set aside and counted. 200</summary>
    Confirmed,

    /// <summary>Logpush's validation upload; nothing was forwarded. 200</summary>
    Preflight,

    /// <summary>Neither gzip nor NDJSON, or corrupt. 400</summary>
    Invalid,

    /// <summary>Secret missing or wrong, or address not allowed. 403</summary>
    Forbidden,

    /// <summary>No route takes the dataset, or the path is not one. 404</summary>
    NoRoute,

    /// <summary>Neither POST nor PUT. 405</summary>
    MethodNotAllowed,

    /// <summary>The body did not come in time. 408</summary>
    UploadTooSlow,

    /// <summary>Larger than <c>max-body</c>, or than <c>max-inflated</c> once inflated. 413</summary>
    TooLarge,

    /// <summary>No room for the body. 503</summary>
    NoRoom,

    /// <summary>A Receiver was down, or did not confirm by the deadline. 503</summary>
    NotConfirmed,

    /// <summary>A line could not be set aside, so it must come again. 503</summary>
    NotSetAside,

    /// <summary>The relay is stopping. 503</summary>
    Draining,

    /// <summary>A fault of the relay's own; the log has it. 500</summary>
    Failed,
}
