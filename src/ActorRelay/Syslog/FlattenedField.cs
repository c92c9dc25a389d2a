using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// Writes each value within an array or object as a pair of its own: <c>Key.name=</c>, <c>Key.0=</c>. Because every pair
/// repeats its whole path, a small record could become any size; so both the path and what all paths of a record take
/// are bounded, and a field that would go beyond is not flattened.
/// </summary>
internal sealed unsafe class FlattenedField(PairValues values, WrittenFields written, ControlEscapes escapes)
{
    /// <summary>Bytes that all keys which flattening makes may take in one record, each with <see cref="Overhead"/>.</summary>
    public const int Limit = 64 * 1024;

    /// <summary>Bytes one such key may have.</summary>
    public const int LongestPath = 512;

    /// <summary>The space, the equals sign and the quotes of a pair.</summary>
    public const int Overhead = 4;

    /// <summary>A name that is longer as it stands on the line makes a path that is too long: no escape has more than 12 bytes.</summary>
    private const int LongestName = 12 * LongestPath;

    private readonly byte[] _path = new byte[LongestPath + LongestName + LineFormatter.Slack];
    private int _left;

    /// <summary>The last field was not flattened, and nothing of it written.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Begins a record.</summary>
    public void Begin() => _left = Limit;

    /// <summary>Whether a value is to be flattened; empty arrays and objects are values.</summary>
    public static bool Takes(byte* value, FieldKind kind) =>
        kind is FieldKind.Object or FieldKind.Array && *JsonValue.SkipWhiteSpace(value + 1) is not ((byte)'}' or (byte)']');

    /// <summary>Writes a field.</summary>
    /// <param name="name">Its key as it is written; may be written over.</param>
    /// <param name="nameEnd">Behind the key.</param>
    /// <param name="value">An array or object that is not empty.</param>
    /// <param name="target">Behind the last field, at or before <paramref name="name"/>.</param>
    /// <returns>Behind the last pair, or null when there is too little room or <see cref="IsTooLarge"/>.</returns>
    public byte* Write(byte* name, byte* nameEnd, byte* value, byte* target)
    {
        var length = nameEnd - name;
        IsTooLarge = length > LongestPath;
        if (IsTooLarge)
        {
            return null;
        }

        new ReadOnlySpan<byte>(name, (int)length).CopyTo(_path);
        var (count, left, growth) = (written.Count, _left, escapes.Growth);
        var end = WriteContainer(value, target, (int)length).Target;
        if (IsTooLarge)
        {
            written.Table.Truncate(count);
            _left = left;
            escapes.Begin(growth);
        }

        return end;
    }

    /// <summary>Nested at most as deep as a record may be, so recursion is no danger.</summary>
    private Cursor WriteContainer(byte* p, byte* d, int path)
    {
        var isObject = *p == '{';
        p = JsonValue.SkipWhiteSpace(p + 1);
        for (var index = 0; *p is not ((byte)'}' or (byte)']'); index++)
        {
            var end = isObject ? AppendName(ref p, path) : AppendIndex(index, path);
            if (end > LongestPath)
            {
                IsTooLarge = true;
                return Cursor.Refused;
            }

            var kind = JsonSkip.KindOf(*p);
            var next = Takes(p, kind) ? WriteContainer(p, d, end) : WriteLeaf(p, kind, d, end);
            if (next.IsRefused)
            {
                return Cursor.Refused;
            }

            d = next.Target;
            p = JsonValue.SkipWhiteSpace(next.Source);
            if (*p == ',')
            {
                p = JsonValue.SkipWhiteSpace(p + 1);
            }
        }

        return new Cursor(p + 1, d);
    }

    private Cursor WriteLeaf(byte* value, FieldKind kind, byte* d, int path)
    {
        var end = JsonSkip.Value(value, out _);
        if (values.Drops(kind))
        {
            return new Cursor(end, d);
        }

        _left -= path + Overhead;
        if (_left < 0)
        {
            IsTooLarge = true;
            return Cursor.Refused;
        }

        if (!escapes.Reserve(path + Overhead))
        {
            return Cursor.Refused;
        }

        if (written.Count > 0)
        {
            *d++ = (byte)' ';
        }

        var key = d;
        _path.AsSpan(0, path).CopyTo(new Span<byte>(d, path));
        d += path;
        *d++ = (byte)'=';
        var start = d;
        d = values.WriteScalar(value, kind, d);
        if (d is null)
        {
            return Cursor.Refused;
        }

        written.Add(key, start - 1, start, d, kind);
        return new Cursor(end, d);
    }

    /// <summary>Adds the name at <paramref name="p"/>, which then stands at the value, and returns the new path's length.</summary>
    private int AppendName(ref byte* p, int path)
    {
        var name = p + 1;
        var end = JsonSkip.String(name);
        p = JsonValue.SkipWhiteSpace(JsonValue.SkipWhiteSpace(end) + 1);
        if (end - name > LongestName)
        {
            return int.MaxValue;
        }

        fixed (byte* start = _path)
        {
            start[path] = (byte)'.';
            return (int)(KeyValuePayload.CopyKey(name, start + path + 1) - start);
        }
    }

    private int AppendIndex(int index, int path)
    {
        fixed (byte* start = _path)
        {
            start[path] = (byte)'.';
            return (int)(Digits.Write(index, start + path + 1) - start);
        }
    }
}
