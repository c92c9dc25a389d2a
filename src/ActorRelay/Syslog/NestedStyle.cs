namespace ActorRelay.Syslog;

/// <summary>How arrays and objects stand in key-value pairs.</summary>
internal enum NestedStyle
{
    /// <summary>As compact JSON: <c>Key={"a":[1]}</c></summary>
    Bare,

    /// <summary>The compact JSON as a JSON string: <c>Key="{\"a\":[1]}"</c></summary>
    Quoted,

    /// <summary>Each value in them as a pair of its own: <c>Key.a.0=1</c>. Empty ones stay <c>{}</c> or <c>[]</c>.</summary>
    Flatten,
}
