namespace ActorRelay.Syslog;

/// <summary>What becomes of one field of a record, as far as its name decides.</summary>
/// <param name="NameStart">Where its own name stands, among all names.</param>
/// <param name="NameLength">Of that.</param>
/// <param name="Standard">The key of the standard that it goes to, or that it is a part of: an index, or -1.</param>
/// <param name="IsKept">Shortening leaves it as it is.</param>
internal readonly record struct FieldParameter(int NameStart, int NameLength, int Standard, bool IsKept)
{
    /// <summary>The same field comes once more, and that one counts.</summary>
    public bool IsRepeated { get; init; }
}
