using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>The wanted fields of one record, for what a header says of it. The default has none.</summary>
/// <param name="scanner">Has scanned the record.</param>
/// <param name="record">From its <c>{</c> to its <c>}</c>, as it came.</param>
internal readonly ref struct RecordFields(RecordScanner? scanner, ReadOnlySpan<byte> record)
{
    private readonly ReadOnlySpan<byte> _record = record;

    /// <summary>A field's value as JSON, and where it begins.</summary>
    /// <returns>False when the record does not have the field.</returns>
    public bool TryGet(int slot, out ReadOnlySpan<byte> json, out int start)
    {
        json = default;
        start = 0;
        if (scanner is null || !scanner.TryGetField(slot, out start, out var length))
        {
            return false;
        }

        json = _record.Slice(start, length);
        return true;
    }

    /// <summary>The same of a field that may be spelled in another way, if none is spelled just so.</summary>
    public bool TryGetSimilar(int slot, out ReadOnlySpan<byte> json, out int start)
    {
        json = default;
        start = 0;
        if (scanner is null || !scanner.TryGetSimilarField(slot, out start, out var length))
        {
            return false;
        }

        json = _record.Slice(start, length);
        return true;
    }
}
