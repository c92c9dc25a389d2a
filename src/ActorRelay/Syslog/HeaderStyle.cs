namespace ActorRelay.Syslog;

internal enum HeaderStyle
{
    /// <summary><c>&lt;34&gt;Nov  3 09:05:07 host tag: </c></summary>
    Rfc3164,

    /// <summary><c>&lt;34&gt;1 2026-11-03T09:05:07.000000+09:00 host app - - - </c></summary>
    Rfc5424,
}
