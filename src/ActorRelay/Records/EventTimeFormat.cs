namespace ActorRelay.Records;

/// <summary>How a record writes its event time: what the job's <c>timestamp_format</c> made of it.</summary>
internal enum EventTimeFormat
{
    /// <summary>There is none, or none that can be read, or one that stands for "never" (0, 1970-01-01).</summary>
    None,
    UnixSeconds,
    UnixMilliseconds,
    UnixMicroseconds,
    UnixNanoseconds,
    QuotedUnixSeconds,
    QuotedUnixMilliseconds,
    QuotedUnixMicroseconds,
    QuotedUnixNanoseconds,
    Rfc3339,
}
