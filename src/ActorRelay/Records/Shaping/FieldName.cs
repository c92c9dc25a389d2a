namespace ActorRelay.Records.Shaping;

/// <summary>
/// How names of fields are compared by rules that hide: whoever renames a field at its source, <c>ClientIP</c> to
/// <c>client_ip</c> or <c>clientip</c>, must not switch a mask off. ASCII letters are the same in both cases, and
/// <c>_</c>, <c>-</c> and <c>.</c> between words may be there or not.
/// </summary>
internal static class FieldName
{
    /// <summary>Longer names are compared in memory of their own.</summary>
    public const int UsualLength = 512;

    /// <summary>Bytes that stand between words.</summary>
    public static ReadOnlySpan<byte> Separators => "_-."u8;

    /// <summary>Writes a name as it is compared, and returns its length, which is at most that of the name.</summary>
    /// <param name="name">In UTF-8, without escapes.</param>
    /// <param name="target">At least as long.</param>
    /// <param name="leavesSeparators">What stands between words stays.</param>
    public static int Fold(ReadOnlySpan<byte> name, Span<byte> target, bool leavesSeparators = false)
    {
        var length = 0;
        foreach (var b in name)
        {
            if (leavesSeparators || !Separators.Contains(b))
            {
                target[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
            }
        }

        return length;
    }

    public static byte[] Folded(ReadOnlySpan<byte> name, bool leavesSeparators = false)
    {
        var folded = new byte[name.Length];
        return folded[..Fold(name, folded, leavesSeparators)];
    }
}
