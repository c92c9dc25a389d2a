using System.Text;

namespace ActorRelay.Tests.Syslog;

/// <summary>One field as the oracles write it.</summary>
/// <param name="Key">As it stands in the payload.</param>
/// <param name="Value">As it stands in the payload.</param>
/// <param name="Json">The first character of the value as JSON, which says what it is.</param>
internal sealed record OutputField(string Key, string Value, char Json)
{
    public bool IsString => Json == '"';

    public bool IsNested => Json is '{' or '[';

    public int ValueLength => Encoding.UTF8.GetByteCount(Value);
}
