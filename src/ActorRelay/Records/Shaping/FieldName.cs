using System.Text;

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

    /// <summary>Whether a name, when it is folded, is <paramref name="folded"/>; mostly the first bytes tell.</summary>
    public static bool FoldsTo(ReadOnlySpan<byte> name, ReadOnlySpan<byte> folded)
    {
        if (name.Length < folded.Length)
        {
            return false;
        }

        var at = 0;
        foreach (var b in name)
        {
            if (Separators.Contains(b))
            {
                continue;
            }

            if (at == folded.Length || folded[at] != (b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b))
            {
                return false;
            }

            at++;
        }

        return at == folded.Length;
    }

    /// <summary>Two names that are the same to a rule that hides.</summary>
    public static bool AreAlike(string one, string other) =>
        FoldsTo(Encoding.UTF8.GetBytes(one), Folded(Encoding.UTF8.GetBytes(other)));

    public static byte[] Folded(ReadOnlySpan<byte> name, bool leavesSeparators = false)
    {
        var folded = new byte[name.Length];
        return folded[..Fold(name, folded, leavesSeparators)];
    }
}
