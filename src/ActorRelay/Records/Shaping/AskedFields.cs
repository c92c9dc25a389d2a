namespace ActorRelay.Records.Shaping;

/// <summary>The fields of one record that a <c>where</c> asks for, as a scan found them.</summary>
/// <param name="record">The record, from its <c>{</c>.</param>
/// <param name="scanner">Has just scanned it.</param>
/// <param name="slots">The scanner's slot of each of <see cref="WhereClause.Fields"/>.</param>
/// <param name="text">Holds what needs to be decoded.</param>
internal readonly ref struct AskedFields(
    ReadOnlySpan<byte> record, RecordScanner scanner, ReadOnlySpan<int> slots, ValueText text)
{
    private readonly ReadOnlySpan<byte> _record = record;
    private readonly ReadOnlySpan<int> _slots = slots;

    /// <summary>A field's value as JSON; of a key that is there twice, the last. False when the record does not have it.</summary>
    public bool TryGet(int field, out ReadOnlySpan<byte> json)
    {
        var isThere = scanner.TryGetField(_slots[field], out var start, out var length);
        json = isThere ? _record.Slice(start, length) : default;
        return isThere;
    }

    /// <summary>See <see cref="ValueText.Of"/>. Good until the next.</summary>
    public ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> json) => text.Of(json);
}
