namespace ActorRelay.Syslog;

/// <summary>How <c>null</c> stands in key-value pairs. Inside of arrays and objects it stays, unless they are flattened.</summary>
internal enum NullStyle
{
    /// <summary><c>Key=null</c></summary>
    Keep,

    /// <summary><c>Key=</c>, and <c>Key=""</c> under <see cref="QuoteStyle.All"/>.</summary>
    Empty,

    /// <summary>Not at all.</summary>
    Drop,
}
