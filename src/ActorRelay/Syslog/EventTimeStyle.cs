namespace ActorRelay.Syslog;

/// <summary>How the field that holds the event time is written.</summary>
internal enum EventTimeStyle
{
    /// <summary>As it came.</summary>
    AsSent,

    /// <summary>As whole seconds since 1970-01-01T00:00:00Z, if it can be read as a time.</summary>
    Unix,
}
