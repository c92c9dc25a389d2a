using System.Collections.Immutable;

namespace ActorRelay.Configuration.Hocon;

/// <summary>Parses what stands behind a key or in a list. Null after an error, which has then been reported.</summary>
internal sealed class HoconValueReader(HoconScanner scanner, HoconErrors errors)
{
    /// <param name="readObject">Parses an object whose '{' is next, at a depth.</param>
    /// <param name="key">What the value is for; empty in a list.</param>
    public HoconNode? Read(Func<int, HoconNode?> readObject, string key, int depth)
    {
        var parts = ImmutableArray.CreateBuilder<HoconNode.Part>();
        while (true)
        {
            var space = scanner.SkipSpace();
            if (scanner.AtEndOfLine || scanner.Current is ',' or '}' or ']')
            {
                break;
            }

            var isGroup = scanner.Current is '{' or '[';
            if (parts.Count > 0 && !Fits(parts[^1].Node, isGroup))
            {
                return Error(scanner.Here, $"expected ',' or a new line, found {scanner.Found()}");
            }

            if (depth >= HoconLimits.Depth && isGroup)
            {
                errors.Break();
                return Error(scanner.Here, $"this is nested deeper than {HoconLimits.Depth}");
            }

            var node = scanner.Current switch
            {
                '{' => readObject(depth + 1),
                '[' => ReadList(readObject, depth + 1),
                '"' => ReadQuoted(),
                '$' when scanner.Peek(1) == '{' => ReadReference(),
                _ => ReadBare(key, parts.Count > 0),
            };
            if (node is null)
            {
                return null;
            }

            parts.Add(new HoconNode.Part(space, node));
            if (parts.Count > HoconLimits.Parts && node is not HoconNode.Text)
            {
                errors.Break();
                return Error(node.Place, $"more than {HoconLimits.Parts} values stand beside each other here");
            }
        }

        if (parts.Count == 0)
        {
            var what = key.Length == 0 ? "a value" : $"a value for '{key}'";
            return Error(scanner.Here, $"expected {what}, found {scanner.Found()}");
        }

        return Join(parts.ToImmutable());
    }

    private static HoconNode Join(ImmutableArray<HoconNode.Part> parts)
    {
        if (parts.Length == 1)
        {
            return parts[0].Node;
        }

        var first = parts[0].Node;
        return parts.All(p => p.Node is HoconNode.Text)
            ? new HoconNode.Text(
                string.Concat(parts.Select((p, i) => (i == 0 ? "" : p.Space) + ((HoconNode.Text)p.Node).Value)),
                parts.Any(p => ((HoconNode.Text)p.Node).Quoted),
                first.Place)
            : new HoconNode.Concatenation(parts, first.Place);
    }

    /// <summary>Text goes with text, a list or an object with its like; a reference may be any of them.</summary>
    private bool Fits(HoconNode last, bool isGroup) => last switch
    {
        HoconNode.Text => !isGroup,
        HoconNode.Reference => true,
        HoconNode.Object => scanner.Current is '{' or '$',
        _ => scanner.Current is '[' or '$',
    };

    private HoconNode.List? ReadList(Func<int, HoconNode?> readObject, int depth)
    {
        var list = new HoconNode.List([], scanner.Here);
        scanner.Next();
        scanner.SkipBlank();
        while (scanner.Current != ']')
        {
            if (scanner.AtEnd)
            {
                errors.Break();
                errors.Add(list.Place, "this '[' has no matching ']'");
                return null;
            }

            var item = Read(readObject, "", depth);
            if (item is null)
            {
                errors.Break();
                return null;
            }

            list.Items.Add(item);
            scanner.SkipBlank();
            if (scanner.Current == ',')
            {
                scanner.Next();
                scanner.SkipBlank();
            }
            else if (scanner.Current == '}')
            {
                errors.Break();
                errors.Add(scanner.Here, $"expected ',' or ']' in the list that begins at {list.Place}, found '}}'");
                return null;
            }
        }

        scanner.Next();
        return list;
    }

    private HoconNode.Text? ReadQuoted()
    {
        var place = scanner.Here;
        var start = scanner.Position;
        var text = HoconStringReader.Read(scanner, errors.Add);
        if (text is null)
        {
            errors.Break();
            return null;
        }

        var raw = scanner.Text.AsSpan(start, scanner.Position - start);
        if (raw.Contains("${", StringComparison.Ordinal) && !raw.StartsWith(HoconStringReader.Triple))
        {
            errors.Add(
                place,
                "${} is not replaced inside quotes: write it outside of them; to mean the characters, write \\u0024{");
        }

        return new HoconNode.Text(text, true, place);
    }

    private HoconNode.Reference? ReadReference()
    {
        var place = scanner.Here;
        scanner.Next(2);
        var optional = scanner.Current == '?';
        if (optional)
        {
            scanner.Next();
        }

        var path = HoconKeyReader.Read(scanner, HoconLimits.Depth, errors.Add);
        if (path.IsDefault)
        {
            return null;
        }

        if (scanner.Current != '}')
        {
            errors.Add(scanner.Here, $"expected '}}' to end the '${{' of {place}, found {scanner.Found()}");
            return null;
        }

        scanner.Next();
        return new HoconNode.Reference(path, optional, place);
    }

    private HoconNode.Text? ReadBare(string key, bool hasBegun)
    {
        var place = scanner.Here;
        var start = scanner.Position;
        while (HoconKeyReader.IsBare(scanner))
        {
            scanner.Next();
        }

        if (scanner.Position > start && !scanner.AtComment)
        {
            return new HoconNode.Text(scanner.Text[start..scanner.Position], false, place);
        }

        if (scanner.AtComment)
        {
            // Taken for a comment, it would cut a secret or an address short without a word.
            Error(scanner.Here, "a value with '#' or '//' in it needs double quotes; a comment needs a space before it");
            return null;
        }

        Error(place, Complain(key, hasBegun));
        return null;
    }

    private string Complain(string key, bool hasBegun) => scanner.Current switch
    {
        '=' or ':' when key.Length > 0 && !hasBegun => $"expected a value for '{key}', found {scanner.Found()}",
        '=' when key.Length == 0 => "expected ',', a new line or ']' in a list, found '=': is a ']' missing before this?",
        '=' => "expected ',' or a new line before the next key, found '='; a value with '=' in it needs double quotes",
        '\u201C' or '\u201D' or '\uFF02' => $"{scanner.Found()} is not a double quote: write \"",
        _ => $"a value with {scanner.Found()} in it needs double quotes",
    };

    private HoconNode? Error(Place place, string message)
    {
        errors.Add(place, message);
        return null;
    }
}
