using System.Buffers.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// Writes each value within an array or object as a field of its own. Because every field repeats its whole path, a
/// small record could become any size: so both a path and what all paths of a record take are bounded, and a field that
/// would go beyond is not taken apart.
/// </summary>
internal sealed unsafe class FlattenedParts(FieldShape shape, ValueText names)
{
    /// <summary>Bytes that all paths of one record may take.</summary>
    public const int Limit = 64 * 1024;

    /// <summary>Bytes one path may have, its escapes counted as they stand in the record.</summary>
    public const int LongestPath = 512;

    private const int LongestIndex = 10;

    private readonly byte[] _path = new byte[LongestPath + LongestIndex];
    private ShapedText _target = new();
    private bool _included;
    private int _left;

    /// <summary>Begins a record.</summary>
    public void Begin(ShapedText target) => (_target, _left) = (target, Limit);

    /// <summary>Writes the parts of a field.</summary>
    /// <param name="key">As it stands in the record, with its escapes.</param>
    /// <param name="included">The field as a whole is included.</param>
    /// <param name="value">At its bracket; the array or object is not empty.</param>
    /// <returns>False when it went beyond a limit: then nothing was written.</returns>
    public bool TryWrite(ReadOnlySpan<byte> key, bool included, byte* value)
    {
        var (length, left) = (_target.Length, _left);
        _included = included;
        if (key.Length <= LongestPath)
        {
            key.CopyTo(_path);
            if (WriteContainer(value, key.Length) is not null)
            {
                return true;
            }
        }

        _target.Truncate(length);
        _left = left;
        return false;
    }

    /// <summary>Nested at most as deep as a record may be, so recursion is no danger.</summary>
    /// <returns>Behind the container, or null beyond a limit.</returns>
    private byte* WriteContainer(byte* p, int path)
    {
        var isObject = *p == '{';
        p = JsonValue.SkipWhiteSpace(p + 1);
        for (var index = 0; *p is not ((byte)'}' or (byte)']'); index++)
        {
            var end = isObject ? AppendName(ref p, path) : AppendIndex(index, path);
            if (end > LongestPath)
            {
                return null;
            }

            var value = p;
            p = JsonSkip.Value(value, out var kind);
            if (kind is FieldKind.Object or FieldKind.Array && !RecordShaper.IsEmpty(value, (int)(p - value), kind)
                && shape.HidingRuleOfPart(names.OfContent(_path.AsSpan(0, end))) is null)
            {
                if (WriteContainer(value, end) is null)
                {
                    return null;
                }
            }
            else if (!TryWritePart(end, value, (int)(p - value), kind))
            {
                return null;
            }

            p = JsonValue.SkipWhiteSpace(p);
            if (*p == ',')
            {
                p = JsonValue.SkipWhiteSpace(p + 1);
            }
        }

        return p + 1;
    }

    private bool TryWritePart(int pathLength, byte* value, int length, FieldKind kind)
    {
        var path = _path.AsSpan(0, pathLength);
        var rule = shape.RuleOfPart(names.OfContent(path), _included);
        if (rule is { Drops: true } || (shape.DropEmpty && rule?.Mask is null && RecordShaper.IsEmpty(value, length, kind)))
        {
            return true;
        }

        _left -= pathLength;
        if (_left < 0)
        {
            return false;
        }

        _target.Separate();
        _target.AppendKey(path, rule);
        _target.AppendValue(new ReadOnlySpan<byte>(value, length), rule, names);
        return true;
    }

    /// <summary>Adds the name at <paramref name="p"/>, which then stands at the value, and returns the new path's length.</summary>
    private int AppendName(ref byte* p, int path)
    {
        var name = p + 1;
        var end = JsonSkip.String(name);
        p = JsonValue.SkipWhiteSpace(JsonValue.SkipWhiteSpace(end) + 1);
        var length = (int)(end - name) - 1;
        if (path + 1 + length > LongestPath)
        {
            return int.MaxValue;
        }

        _path[path] = (byte)'.';
        new ReadOnlySpan<byte>(name, length).CopyTo(_path.AsSpan(path + 1));
        return path + 1 + length;
    }

    private int AppendIndex(int index, int path)
    {
        if (path == LongestPath)
        {
            return int.MaxValue;
        }

        _path[path] = (byte)'.';
        Utf8Formatter.TryFormat(index, _path.AsSpan(path + 1), out var length);
        return path + 1 + length;
    }
}
