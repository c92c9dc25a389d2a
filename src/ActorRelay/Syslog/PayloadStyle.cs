namespace ActorRelay.Syslog;

internal enum PayloadStyle
{
    /// <summary><c>Key="value" Number=1 Nested={"a":1}</c></summary>
    KeyValue,

    /// <summary>The record as compact JSON.</summary>
    Json,

    /// <summary>STRUCTURED-DATA of RFC 5424 section 6.3, one element, with the dataset behind it as MSG.</summary>
    StructuredData,

    /// <summary>ArcSight's Common Event Format, <c>CEF:0|...| key=value</c>.</summary>
    Cef,

    /// <summary>QRadar's Log Event Extended Format 1.0: <c>LEEF:1.0|...|key=value</c> with TABs between.</summary>
    Leef,
}
