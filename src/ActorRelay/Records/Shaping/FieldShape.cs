using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// What a route makes of the fields of its records. Fields are named as the record has them; of what <c>flatten</c>
/// takes apart, both the whole and the parts. Never changed; any number of threads may ask it.
/// </summary>
internal sealed class FieldShape
{
    private readonly (byte[] Name, FieldRule Rule)[] _byName;
    private readonly (byte[] Name, byte[] Folded, FieldRule Rule, bool NamesPart)[] _masks;

    public FieldShape(
        ImmutableArray<FieldPattern> include,
        ImmutableArray<FieldPattern> exclude,
        ImmutableArray<(string Name, string NewName)> rename,
        ImmutableArray<(string Name, FieldMask Mask)> mask,
        ImmutableArray<AddedField> add)
    {
        Include = include;
        Exclude = exclude;
        Add = add;
        _masks =
        [
            .. mask.Select(m => (
                Encoding.UTF8.GetBytes(m.Name),
                FieldName.Folded(Encoding.UTF8.GetBytes(m.Name)),
                new FieldRule { Mask = m.Mask },
                m.Name.Contains('.'))),
        ];
        var rules = new Dictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach (var (name, newName) in rename)
        {
            rules[name] = Masked(name) with { NewKey = JsonText.Of(newName) };
        }

        foreach (var (name, newName) in rename.Where(r => rules.GetValueOrDefault(r.NewName)?.NewKey is null))
        {
            rules[newName] = Masked(newName) with { YieldsTo = rules[name] };
        }

        foreach (var added in add.Where(a => rules.GetValueOrDefault(a.Name)?.NewKey is null))
        {
            rules[added.Name] = FieldRule.Dropped;
        }

        _byName = [.. rules.Select(rule => (Encoding.UTF8.GetBytes(rule.Key), rule.Value))];

        FieldRule Masked(string name) => MaskOf(Encoding.UTF8.GetBytes(name)) ?? new FieldRule();
    }

    /// <summary>Only fields that one of these matches stay; all when there is none.</summary>
    public ImmutableArray<FieldPattern> Include { get; }

    /// <summary>No field that one of these matches stays.</summary>
    public ImmutableArray<FieldPattern> Exclude { get; }

    /// <summary>What goes behind the fields of every record.</summary>
    public ImmutableArray<AddedField> Add { get; }

    /// <summary>Some fields are hidden, or only their digest is shown.</summary>
    public bool Masks => _masks.Length > 0;

    /// <summary>Some fields get another name.</summary>
    public bool Renames => _byName.Any(of => of.Rule.NewKey is not null);

    /// <summary>Fields whose value is null, <c>""</c>, <c>[]</c> or <c>{}</c> are left out.</summary>
    public bool DropEmpty { get; init; }

    /// <summary>Each value within an array or object becomes a field of its own, <c>Key.name</c> or <c>Key.0</c>.</summary>
    public bool Flatten { get; init; }

    /// <summary>Which values have something done to them, whatever their names.</summary>
    public ValueMarks Marks =>
        (DropEmpty ? ValueMarks.Empty : ValueMarks.None) | (LooksInside ? ValueMarks.Nested : ValueMarks.None);

    /// <summary>What is within arrays and objects counts.</summary>
    public bool LooksInside => Flatten || HidesParts;

    /// <summary>Some rule hides what is within a field, and names it.</summary>
    public bool HidesParts => _masks.Any(static mask => mask.NamesPart) || Exclude.Any(static pattern => pattern.NamesPart);

    /// <summary>Some rule keeps a value, or a whole field, from who gets the lines.</summary>
    public bool Hides => _masks.Length > 0 || !Exclude.IsEmpty || !Include.IsEmpty;

    /// <summary>Every record stays as it is.</summary>
    public bool DoesNothing =>
        Include.IsEmpty && Exclude.IsEmpty && Add.IsEmpty && _byName.Length == 0 && _masks.Length == 0 && !DropEmpty && !Flatten;

    /// <summary>What becomes of a field, or null when it stays as it is.</summary>
    /// <param name="name">In UTF-8, without escapes.</param>
    public FieldRule? RuleOf(ReadOnlySpan<byte> name) =>
        Includes(name) && !Excludes(name) ? Find(name) : FieldRule.Dropped;

    /// <summary>The same for a value within a field that is taken apart.</summary>
    /// <param name="path">Its whole name.</param>
    /// <param name="included">The field as a whole is included.</param>
    public FieldRule? RuleOfPart(ReadOnlySpan<byte> path, bool included) =>
        (included || Includes(path)) && !Excludes(path) ? Find(path) : FieldRule.Dropped;

    /// <summary>What hides a value within a field, or the array or object that it is: a mask, or dropped; null when nothing does.</summary>
    /// <param name="path">Its whole name.</param>
    /// <param name="namedOnly">Only rules that name a part count.</param>
    public FieldRule? HidingRuleOfPart(ReadOnlySpan<byte> path, bool namedOnly = false)
    {
        foreach (var pattern in Exclude)
        {
            if ((pattern.NamesPart || !namedOnly) && pattern.Matches(path))
            {
                return FieldRule.Dropped;
            }
        }

        return MaskOf(path, namedOnly);
    }

    /// <summary>
    /// The same of a path of which only the beginning is known: dropped where a rule might match the whole. Without a star that
    /// can only be when the beginning is hardly more than what stands between words.
    /// </summary>
    /// <param name="beginning">Longer than any name in settings.</param>
    /// <param name="namedOnly">Only rules that name a part count.</param>
    public FieldRule? HidingRuleOfLongPart(ReadOnlySpan<byte> beginning, bool namedOnly = false)
    {
        Span<byte> folded = stackalloc byte[beginning.Length];
        folded = folded[..FieldName.Fold(beginning, folded)];
        foreach (var pattern in Exclude)
        {
            if ((pattern.NamesPart || !namedOnly) && pattern.MayMatchBeyond(beginning))
            {
                return FieldRule.Dropped;
            }
        }

        foreach (var mask in _masks)
        {
            if ((mask.NamesPart || !namedOnly) && mask.Folded.AsSpan().StartsWith(folded))
            {
                return mask.Rule;
            }
        }

        return null;
    }

    /// <summary>Names of fields that a rule hides, as settings write them; patterns are none.</summary>
    public IEnumerable<string> HiddenFields =>
        _masks.Select(static mask => Encoding.UTF8.GetString(mask.Name))
            .Concat(Exclude.Select(static pattern => pattern.ToString()).Where(static name => !name.Contains('*')));

    public bool Includes(ReadOnlySpan<byte> name) => Include.IsEmpty || MatchesOne(Include, name);

    public bool Excludes(ReadOnlySpan<byte> name) => MatchesOne(Exclude, name);

    /// <summary>What becomes of a field by its name alone.</summary>
    public FieldRule? Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, rule) in _byName)
        {
            if (name.SequenceEqual(known))
            {
                return rule;
            }
        }

        return MaskOf(name);
    }

    /// <summary>The mask that names it just so; else the first that does when names are compared as <see cref="FieldName"/> says.</summary>
    private FieldRule? MaskOf(ReadOnlySpan<byte> name, bool namedOnly = false)
    {
        if (_masks.Length == 0)
        {
            return null;
        }

        Span<byte> folded = name.Length <= FieldName.UsualLength ? stackalloc byte[FieldName.UsualLength] : new byte[name.Length];
        folded = folded[..FieldName.Fold(name, folded)];
        FieldRule? found = null;
        foreach (var (exact, other, rule, namesPart) in _masks)
        {
            if (namesPart || !namedOnly)
            {
                if (name.SequenceEqual(exact))
                {
                    return rule;
                }

                found ??= folded.SequenceEqual(other) ? rule : null;
            }
        }

        return found;
    }

    private static bool MatchesOne(ImmutableArray<FieldPattern> patterns, ReadOnlySpan<byte> name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
