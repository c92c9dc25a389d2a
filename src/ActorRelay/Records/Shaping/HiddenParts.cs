using System.Buffers.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// Looks whether an array or object that is to be written whole has something in it that a rule hides. Paths of any length
/// are looked at, though no more of each than <see cref="LongestPath"/>: what cannot be told must not get by.
/// </summary>
internal sealed unsafe class HiddenParts(FieldShape shape, ValueText names)
{
    /// <summary>Bytes of a path that are compared. A rule without a star is shorter, so it matches no longer one.</summary>
    public const int LongestPath = FieldName.UsualLength;

    private const int LongestIndex = 10;

    private readonly byte[] _path = new byte[LongestPath];
    private bool _namedOnly;
    private FieldRule? _found;

    /// <summary>
    /// What becomes of the whole: null when nothing in it is hidden, the mask of a part that has one, and dropped when a part
    /// is.
    /// </summary>
    /// <param name="key">Of the field, as it stands in the record.</param>
    /// <param name="value">At its bracket.</param>
    /// <param name="namedOnly">Only rules that name a part count: fields are not taken apart here.</param>
    public FieldRule? RuleOf(ReadOnlySpan<byte> key, byte* value, bool namedOnly)
    {
        (_namedOnly, _found) = (namedOnly, null);
        Walk(value, Append(0, names.OfContent(key)));
        return _found;
    }

    /// <summary>Nested at most as deep as a record may be, so recursion is no danger.</summary>
    /// <param name="p">At the bracket.</param>
    /// <param name="path">Length of the path to it, of which the beginning is kept.</param>
    private byte* Walk(byte* p, int path)
    {
        var isObject = *p == '{';
        p = JsonValue.SkipWhiteSpace(p + 1);
        for (var index = 0; *p is not ((byte)'}' or (byte)']'); index++)
        {
            var end = isObject ? AppendName(ref p, path) : AppendIndex(index, path);
            Look(end);
            var kind = JsonSkip.KindOf(*p);
            p = kind is FieldKind.Object or FieldKind.Array ? Walk(p, end) : JsonSkip.Value(p, out _);
            p = JsonValue.SkipWhiteSpace(p);
            if (*p == ',')
            {
                p = JsonValue.SkipWhiteSpace(p + 1);
            }
        }

        return p + 1;
    }

    private void Look(int path)
    {
        if (_found is { Drops: true })
        {
            return;
        }

        var rule = path <= LongestPath
            ? shape.HidingRuleOfPart(_path.AsSpan(0, path), _namedOnly)
            : shape.HidingRuleOfLongPart(_path, _namedOnly);
        _found = rule is { Drops: true } ? rule : _found ?? rule;
    }

    private int AppendName(ref byte* p, int path)
    {
        var name = p + 1;
        var end = JsonSkip.String(name);
        p = JsonValue.SkipWhiteSpace(JsonValue.SkipWhiteSpace(end) + 1);
        return Append(Append(path, "."u8), names.OfContent(new ReadOnlySpan<byte>(name, (int)(end - name) - 1)));
    }

    private int AppendIndex(int index, int path)
    {
        Span<byte> digits = stackalloc byte[LongestIndex];
        Utf8Formatter.TryFormat(index, digits, out var length);
        return Append(Append(path, "."u8), digits[..length]);
    }

    /// <summary>Keeps what fits of the text, and returns the length that the path really has.</summary>
    private int Append(int path, ReadOnlySpan<byte> text)
    {
        if (path < LongestPath)
        {
            text[..Math.Min(text.Length, LongestPath - path)].CopyTo(_path.AsSpan(path));
        }

        return path + text.Length;
    }
}
