namespace ActorRelay.Tests.EndToEnd;

/// <summary>What a generated field holds.</summary>
internal enum FieldKind
{
    /// <summary>The event time, in any of the formats Logpush has.</summary>
    Time,

    /// <summary>The event time as a number of milliseconds.</summary>
    Milliseconds,

    /// <summary>Text with anything in it.</summary>
    Text,

    /// <summary>Text of letters and digits.</summary>
    Word,

    Address,
    Integer,

    /// <summary>An integer that a double cannot hold.</summary>
    LongInteger,

    /// <summary>Any number JSON has, written in any way.</summary>
    Number,

    Boolean,
    Texts,
    Integers,
    Object,
    Objects,

    /// <summary>JSON within a string.</summary>
    JsonText,

    /// <summary>Null, or something else.</summary>
    Anything,
}
