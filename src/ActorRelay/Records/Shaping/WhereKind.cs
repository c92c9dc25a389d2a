namespace ActorRelay.Records.Shaping;

internal enum WhereKind
{
    /// <summary>One field is looked at.</summary>
    Test,

    /// <summary>The one part does not hold.</summary>
    Not,

    /// <summary>Every part holds.</summary>
    All,

    /// <summary>At least one part holds.</summary>
    Any,
}
