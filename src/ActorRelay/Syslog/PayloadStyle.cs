namespace ActorRelay.Syslog;

internal enum PayloadStyle
{
    /// <summary><c>Key="value" Number=1 Nested={"a":1}</c></summary>
    KeyValue,

    /// <summary>The record as compact JSON.</summary>
    Json,
}
