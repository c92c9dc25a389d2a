namespace ActorRelay.Records.Shaping;

/// <summary>
/// The rules of the fields of the last record, by their place in it: records of a batch mostly have the same fields in
/// the same order. Not for use by several threads.
/// </summary>
internal sealed class RuleCache(FieldShape shape, ValueText names)
{
    private const int Places = 128;
    private const int LongestKey = 64;

    private readonly byte[] _keys = new byte[Places * LongestKey];
    private readonly int[] _lengths = new int[Places];
    private readonly FieldRule?[] _rules = new FieldRule?[Places];

    /// <summary>See <see cref="FieldShape.RuleOf"/>.</summary>
    /// <param name="place">Which field of the record.</param>
    /// <param name="key">Its key as it stands there, with its escapes.</param>
    public FieldRule? RuleOf(int place, ReadOnlySpan<byte> key)
    {
        place &= Places - 1;
        var known = _keys.AsSpan(place * LongestKey, LongestKey);
        if (_lengths[place] == key.Length && key.Length is > 0 and <= LongestKey && key.SequenceEqual(known[..key.Length]))
        {
            return _rules[place];
        }

        var rule = shape.RuleOf(names.OfContent(key));
        if (key.Length <= LongestKey)
        {
            key.CopyTo(known);
            _lengths[place] = key.Length;
            _rules[place] = rule;
        }

        return rule;
    }
}
