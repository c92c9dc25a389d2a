namespace ActorRelay.Syslog;

/// <summary>What becomes of a line that is not valid UTF-8 (RFC 3629) everywhere.</summary>
internal enum InvalidUtf8
{
    /// <summary>What is not is replaced by U+FFFD, and the line is delivered.</summary>
    Replace,

    /// <summary>The line is set aside.</summary>
    Quarantine,
}
