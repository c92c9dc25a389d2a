using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>Names of fields: <c>*</c> stands for any run of characters; case matters.</summary>
internal sealed class FieldPattern(string pattern)
{
    private readonly byte[] _pattern = Encoding.UTF8.GetBytes(pattern);

    /// <param name="name">In UTF-8, without escapes.</param>
    public bool Matches(ReadOnlySpan<byte> name)
    {
        var (p, n) = (0, 0);
        var (star, resume) = (-1, 0);
        while (n < name.Length)
        {
            if (p < _pattern.Length && _pattern[p] == '*')
            {
                (star, resume) = (p++, n);
            }
            else if (p < _pattern.Length && _pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                // The last star takes one more; earlier ones need not be tried again.
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return !_pattern.AsSpan(p).ContainsAnyExcept((byte)'*');
    }

    public override string ToString() => Encoding.UTF8.GetString(_pattern);
}
