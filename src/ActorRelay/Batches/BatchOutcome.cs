using System.Text.Json;

namespace ActorRelay.Batches;

/// <summary>How a post ends. What HTTP says of it, status and text, is in <c>Edge/Answers</c> alone.</summary>
internal enum BatchOutcome
{
    /// <summary>Every record is confirmed by every Receiver of the route, or was set aside or filtered, and counted.</summary>
    Confirmed,

    /// <summary>It is on disk, and will be delivered.</summary>
    Spooled,

    /// <summary>It had come to its end before, but its 2xx may not have been read; nothing was sent.</summary>
    Repeat,

    /// <summary>It had been refused before for what it holds, and was set aside whole.</summary>
    Quarantined,

    /// <summary>Logpush's validation upload; nothing was forwarded.</summary>
    Preflight,

    /// <summary>Neither gzip nor NDJSON, or corrupt.</summary>
    Invalid,

    /// <summary>Secret missing or wrong, or address not allowed.</summary>
    Forbidden,

    /// <summary>No route takes the dataset, or the path is not one.</summary>
    NoRoute,

    /// <summary>Neither POST nor PUT.</summary>
    MethodNotAllowed,

    /// <summary>The body did not come in time.</summary>
    UploadTooSlow,

    /// <summary>Larger than <c>max-body</c>, or than <c>max-inflated</c> once inflated.</summary>
    TooLarge,

    /// <summary>No room for the body.</summary>
    NoRoom,

    /// <summary>A Receiver was down, or did not confirm by the deadline.</summary>
    NotConfirmed,

    /// <summary>A line, or a whole body, could not be set aside, so it must come again.</summary>
    NotSetAside,

    /// <summary>The relay is stopping.</summary>
    Draining,

    /// <summary>A fault of the relay's own; the log has it.</summary>
    Failed,
}

/// <summary>What an outcome is called in answers, in status and in names of files: <c>not-confirmed</c>.</summary>
internal static class BatchOutcomeWord
{
    public static string Of(BatchOutcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}

/// <summary>The relay itself ended a batch early: its deadline passed, or the relay stops.</summary>
internal sealed class BatchAbortedException(BatchOutcome outcome, string reason) : Exception(reason)
{
    public BatchOutcome Outcome { get; } = outcome;
}
