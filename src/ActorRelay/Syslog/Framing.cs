namespace ActorRelay.Syslog;

/// <summary>How a Receiver tells one message from the next on a stream (RFC 6587 section 3.4).</summary>
internal enum Framing
{
    /// <summary>A line feed ends each message.</summary>
    Newline,

    /// <summary><c>MSG-LEN SP MSG</c>: the length in octets goes before each message, and nothing follows it.</summary>
    OctetCounting,
}
