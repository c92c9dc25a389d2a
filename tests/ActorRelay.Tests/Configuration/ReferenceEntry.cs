using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Tests.Configuration;

/// <summary>One key that the reference shows.</summary>
/// <param name="Key">The whole key, <c>*</c> for names and items.</param>
/// <param name="Value">Its default, or what the example has.</param>
/// <param name="Comment">What stands above it, on one line.</param>
/// <param name="Line">Where it stands, from 1.</param>
internal sealed record ReferenceEntry(string Key, HoconValue Value, string Comment, int Line)
{
    /// <summary>It has keys that are settings; an empty one is a setting, whose keys the operator names.</summary>
    public bool IsObject => Value is HoconObject { Fields.IsEmpty: false };
}
