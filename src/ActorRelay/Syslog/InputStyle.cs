namespace ActorRelay.Syslog;

/// <summary>What the lines of a batch are.</summary>
internal enum InputStyle
{
    /// <summary>JSON objects: NDJSON, an array, or objects between the affixes that Logpush's output_options can add.</summary>
    Json,

    /// <summary>Any text (CSV, record_template): each line is passed on as the message, untouched but for control characters.</summary>
    Text,
}
