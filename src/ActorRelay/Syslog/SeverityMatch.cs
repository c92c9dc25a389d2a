namespace ActorRelay.Syslog;

/// <summary>How the value of a field is looked at to find a severity. Letters of either case are the same.</summary>
internal enum SeverityMatch
{
    /// <summary>It is the text.</summary>
    Is,

    /// <summary>It begins with the text.</summary>
    Begins,

    /// <summary>The text is anywhere in it: in an array too.</summary>
    Holds,

    /// <summary>It is an HTTP status from 500 to 599.</summary>
    ServerError,
}
