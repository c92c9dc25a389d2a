namespace ActorRelay.Configuration.Hocon;

/// <summary>
/// Parses one text, merging what it says into a tree. After an error it goes on with the next line where that is
/// sure to be a new key, and gives up on the text where it is not.
/// </summary>
/// <param name="scanner">Stands at the beginning.</param>
/// <param name="include">Parses the named file into an object at the given depth; reports its own errors.</param>
internal sealed class HoconParser(
    HoconScanner scanner, HoconErrors errors, Action<string, Place, HoconNode.Object, int> include)
{
    private readonly HoconMerge _merge = new(errors.Add, errors.Warn);
    private readonly HoconValueReader _values = new(scanner, errors);

    /// <summary>A file: fields, with or without braces around them all.</summary>
    public void ParseFile(HoconNode.Object root, int depth)
    {
        scanner.SkipBlank();
        if (scanner.Current != '{')
        {
            ParseFields(root, null, depth);
            return;
        }

        var open = scanner.Here;
        scanner.Next();
        if (!ParseFields(root, open, depth))
        {
            return;
        }

        scanner.SkipBlank();
        if (!scanner.AtEnd)
        {
            Break(scanner.Here, $"expected the end, for the '{{' of {open} ends before here; found {scanner.Found()}");
        }
    }

    /// <summary>Nothing but one value, or null.</summary>
    public HoconNode? ParseOnlyValue()
    {
        scanner.SkipBlank();
        var value = _values.Read(ParseObject, "", 0);
        scanner.SkipBlank();
        return scanner.AtEnd ? value : null;
    }

    /// <returns>False when the rest of the text cannot be understood.</returns>
    private bool ParseFields(HoconNode.Object target, Place? open, int depth)
    {
        while (true)
        {
            scanner.SkipBlank();
            if (scanner.AtEnd || errors.Full)
            {
                return errors.Full || open is null || Break(open.Value, "this '{' has no matching '}'");
            }

            if (scanner.Current == '}')
            {
                if (open is null)
                {
                    return Break(scanner.Here, "this '}' closes nothing: there is one too many");
                }

                scanner.Next();
                return true;
            }

            if (!(ParseField(target, depth) && ParseSeparator(open)) && !Recover())
            {
                return false;
            }
        }
    }

    private bool ParseSeparator(Place? open)
    {
        scanner.SkipSpace();
        var newLine = scanner.AtEndOfLine;
        if (newLine)
        {
            scanner.SkipBlank();
        }

        if (scanner.Current == ',')
        {
            scanner.Next();
            return true;
        }

        if (newLine || scanner.Current == '}')
        {
            return true;
        }

        var closing = open is null ? "" : " or '}'";
        return Error(scanner.Here, $"expected ',', a new line{closing}, found {scanner.Found()}");
    }

    private bool ParseField(HoconNode.Object target, int depth)
    {
        if (IsInclude())
        {
            return ParseInclude(target, depth);
        }

        var key = HoconKeyReader.Read(scanner, HoconLimits.Depth - depth, errors.Add);
        if (key.IsDefault)
        {
            return false;
        }

        scanner.SkipSpace();
        var append = scanner.StartsWith("+=");
        if (append || scanner.Current is '=' or ':')
        {
            scanner.Next(append ? 2 : 1);
        }
        else if (scanner.Current != '{')
        {
            return Error(scanner.Here, $"expected '=', ':' or '{{' after the key, found {scanner.Found()}");
        }

        var name = string.Join('.', key.Select(k => k.Name));
        var value = _values.Read(ParseObject, name, depth + key.Length);
        if (value is null)
        {
            return false;
        }

        _merge.Put(target, key.AsSpan(), append ? new HoconNode.Append([value], value.Place) : value);
        return true;
    }

    private HoconNode? ParseObject(int depth)
    {
        var node = new HoconNode.Object(scanner.Here);
        scanner.Next();
        return ParseFields(node, node.Place, depth) ? node : null;
    }

    private bool IsInclude()
    {
        const string word = "include";
        if (!scanner.StartsWith(word) || !char.IsWhiteSpace(scanner.Peek(word.Length)))
        {
            return false;
        }

        var rest = scanner.Text.AsSpan(scanner.Position + word.Length).TrimStart(" \t");
        return rest.IsEmpty || (rest[0] is not ('=' or ':' or '{') && !rest.StartsWith("+="));
    }

    private bool ParseInclude(HoconNode.Object target, int depth)
    {
        var place = scanner.Here;
        scanner.Next("include".Length);
        scanner.SkipSpace();
        if (scanner.Current != '"')
        {
            return Error(scanner.Here, $"expected a file name in double quotes after include, found {scanner.Found()}");
        }

        var name = HoconStringReader.Read(scanner, errors.Add);
        if (name is null)
        {
            return false;
        }

        include(name, place, target, depth);
        return true;
    }

    private bool Error(Place place, string message)
    {
        errors.Add(place, message);
        return false;
    }

    private bool Break(Place place, string message)
    {
        errors.Break();
        return Error(place, message);
    }

    /// <summary>Skips the line with the error in it, unless brackets or quotes go with it.</summary>
    private bool Recover()
    {
        if (errors.Broken)
        {
            return false;
        }

        if (scanner.SkipLine().IndexOfAny("{}[]\"") < 0)
        {
            return true;
        }

        errors.Break();
        return false;
    }
}
