namespace ActorRelay.Syslog;

/// <summary>How a Receiver wants its lines: header x payload x framing. Two Receivers with equal formats get equal bytes.</summary>
internal sealed record OutputFormat
{
    public required HeaderStyle Header { get; init; }

    public required PayloadStyle Payload { get; init; }

    public required Framing Framing { get; init; }

    /// <summary>facility * 8 + severity, 0 to 191 (RFC 5424 section 6.2.1).</summary>
    public required int Priority { get; init; }

    /// <summary>The zone of the header's TIMESTAMP. RFC 3164 carries none, so sender and Receiver must agree on it.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>HOSTNAME: text in which <c>{dataset}</c>, <c>{source}</c> and <c>{host}</c> (this machine's name) are replaced.</summary>
    public required string Hostname { get; init; }

    /// <summary>APP-NAME under rfc5424, TAG (followed by a colon) under rfc3164; same replacements. Empty: no TAG, <c>-</c> as APP-NAME.</summary>
    public required string AppName { get; init; }

    /// <summary>MSGID under rfc5424; same replacements. Empty: <c>-</c>.</summary>
    public required string MsgId { get; init; }
}
