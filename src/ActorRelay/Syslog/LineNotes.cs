namespace ActorRelay.Syslog;

/// <summary>What an operator should know of a message that was written.</summary>
[Flags]
internal enum LineNotes : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It was longer than the limit, and was shortened.</summary>
    Shortened = 1,

    /// <summary>
    /// Its header shows the time of receipt, because the record has no event time, or none that can be read, or one
    /// outside of <see cref="EventTimeWindow"/>. A line of text has none, and no such note.
    /// </summary>
    ReceiveTime = 2,

    /// <summary>What of the line is not valid UTF-8 was replaced.</summary>
    Replaced = 4,

    /// <summary>It had more parameters than a payload can have; what is beyond is in one of them, as JSON.</summary>
    Overflowed = 8,
}
