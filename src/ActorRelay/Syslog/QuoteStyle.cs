namespace ActorRelay.Syslog;

/// <summary>Which values of key-value pairs stand in quotes.</summary>
internal enum QuoteStyle
{
    /// <summary>Those that are strings in the record.</summary>
    Strings,

    /// <summary>All, arrays and objects too: bare ones are then written as <see cref="NestedStyle.Quoted"/>.</summary>
    All,
}
