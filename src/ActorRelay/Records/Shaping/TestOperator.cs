namespace ActorRelay.Records.Shaping;

internal enum TestOperator
{
    /// <summary>The record has the field, be its value null.</summary>
    Exists,

    /// <summary>It equals one of the operands.</summary>
    Equal,

    Contains,

    StartsWith,

    Less,

    LessOrEqual,

    Greater,

    GreaterOrEqual,
}
