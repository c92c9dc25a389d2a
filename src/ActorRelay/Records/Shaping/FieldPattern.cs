using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>Names of fields: <c>*</c> stands for any run of characters.</summary>
internal sealed class FieldPattern
{
    private readonly string _text;
    private readonly byte[] _pattern;
    private readonly bool _hides;
    private readonly bool _leavesSeparators;

    /// <param name="pattern">As settings write it.</param>
    /// <param name="hides">
    /// What it matches is hidden: names are compared as <see cref="FieldName"/> says, but that what stands between words
    /// counts where the pattern has a star and such a character. Else case matters.
    /// </param>
    public FieldPattern(string pattern, bool hides = false)
    {
        _text = pattern;
        _hides = hides;
        _leavesSeparators = pattern.Contains('*') && pattern.AsSpan().ContainsAny("_-.");
        var bytes = Encoding.UTF8.GetBytes(pattern);
        _pattern = hides ? FieldName.Folded(bytes, _leavesSeparators) : bytes;
    }

    /// <summary>It names something within a field, as far as one can tell.</summary>
    public bool NamesPart => _text.Contains('.');

    /// <param name="name">In UTF-8, without escapes.</param>
    public bool Matches(ReadOnlySpan<byte> name)
    {
        if (!_hides)
        {
            return MatchesAsItIs(name);
        }

        Span<byte> folded = name.Length <= FieldName.UsualLength ? stackalloc byte[FieldName.UsualLength] : new byte[name.Length];
        return MatchesAsItIs(folded[..FieldName.Fold(name, folded, _leavesSeparators)]);
    }

    /// <summary>Whether it may match a name that begins so and goes on in any way. Of a pattern that hides only.</summary>
    public bool MayMatchBeyond(ReadOnlySpan<byte> beginning)
    {
        Span<byte> folded = beginning.Length <= FieldName.UsualLength ? stackalloc byte[FieldName.UsualLength] : new byte[beginning.Length];
        folded = folded[..FieldName.Fold(beginning, folded, _leavesSeparators)];
        var star = _pattern.AsSpan().IndexOf((byte)'*');
        return star < 0 ? _pattern.AsSpan().StartsWith(folded) : folded.StartsWith(_pattern.AsSpan(0, star)) || _pattern.AsSpan(0, star).StartsWith(folded);
    }

    public override string ToString() => _text;

    private bool MatchesAsItIs(ReadOnlySpan<byte> name)
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
}
