using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// Which parameters a record comes to, by the words of the documentation: names and values as a reader is to find them. Of
/// the program it has the tables of standard keys alone.
/// </summary>
internal sealed class ParameterOracle(OutputFormat format, string dataset)
{
    private readonly PayloadStyle _payload = format.Payload;
    private readonly bool _isStructured = format.Payload == PayloadStyle.StructuredData;
    private readonly ImmutableArray<StandardKey> _standard = format.Payload switch
    {
        PayloadStyle.Cef => CefKeys.Of(dataset),
        PayloadStyle.Leef => LeefKeys.Of(dataset),
        _ => [],
    };

    public List<(string Name, string Value)> Write(List<(string Name, string Value)> fields, int severity)
    {
        List<(string Name, string Value)> all = [.. fields.Select(static field => (Normal(field.Name), field.Value))];
        var (timeAt, time) = FindTime(fields);
        if (timeAt >= 0 && _isStructured && format.EventTimeField == EventTimeStyle.Unix)
        {
            all[timeAt] = (all[timeAt].Name, Floor(time, 1_000_000));
        }

        var names = NamesOf(all);
        var result = Fixed(timeAt, time, severity);
        foreach (var i in InOrder(all))
        {
            if (names[i] is not { } name || TextOf(all[i].Value) is not { } text)
            {
                continue;
            }

            var isTime = i == timeAt && !_isStructured;
            if (isTime && time % 1000 == 0 && !HasNanoseconds(all[i].Value))
            {
                continue;
            }

            result.AddRange(Standard(all, names, i, out var isWhole));
            if (!isWhole)
            {
                result.Add((name, text));
            }
        }

        return result;
    }

    private static string Normal(string name) => string.Concat(name.EnumerateRunes().Select(static rune => rune.ToString()));

    private static string Floor(BigInteger value, int divisor)
    {
        var floor = BigInteger.DivRem(value, divisor, out var rest);
        return (rest < 0 ? floor - 1 : floor).ToString(CultureInfo.InvariantCulture);
    }

    private static bool HasNanoseconds(string json)
    {
        var text = json.Trim('"');
        var point = text.IndexOf('.');
        var digits = string.Concat(text[(point + 1)..].TakeWhile(char.IsAsciiDigit));
        return (point >= 0 ? digits.Skip(6) : digits.Length >= 18 ? digits[^3..] : "").Any(static c => c != '0');
    }

    private List<(string Name, string Value)> Fixed(int timeAt, BigInteger time, int severity)
    {
        var scale = ((string[])["10", "9", "8", "7", "5", "4", "2", "1"])[severity];
        List<(string, string)> times = timeAt < 0 || _isStructured ? [] : [(_payload == PayloadStyle.Cef ? "rt" : "devTime", Floor(time, 1000))];
        return _payload switch
        {
            PayloadStyle.Cef => [.. times, ("cat", dataset)],
            PayloadStyle.Leef => [.. times, ("sev", scale)],
            _ => [("dataset", dataset)],
        };
    }

    private (int At, BigInteger Time) FindTime(List<(string Name, string Value)> fields)
    {
        foreach (var name in TimeOracle.FieldsOf(dataset))
        {
            var at = LineOracle.IndexOf(fields, name);
            if (at >= 0 && TimeOracle.Read(fields[at].Value) is { } time)
            {
                return (at, time);
            }
        }

        return (-1, 0);
    }

    private IEnumerable<int> InOrder(List<(string Name, string Value)> fields)
    {
        var first = format.First.Names;
        return Enumerable.Range(0, fields.Count)
            .OrderBy(i => first.Contains(fields[i].Name) ? first.IndexOf(fields[i].Name) : first.Length);
    }

    /// <summary>Null for a field that comes once more.</summary>
    private string?[] NamesOf(List<(string Name, string Value)> fields)
    {
        var reserved = _payload switch
        {
            PayloadStyle.Cef => [.. CefKeys.Reserved, "shortened"],
            PayloadStyle.Leef => [.. LeefKeys.Reserved, "_shortened"],
            _ => (string[])["dataset", "_shortened"],
        };
        var owners = new Dictionary<string, int>(_isStructured ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) { ["more"] = -1 };
        reserved.ToList().ForEach(name => owners[name] = -1);
        var names = new string?[fields.Count];
        var numbered = 1;
        for (var i = 0; i < fields.Count; i++)
        {
            var plain = Plain(fields[i].Name);
            var attempt = plain.Length == 0 ? 1 : 0;
            while (names[i] is null)
            {
                var name = Candidate(plain, attempt);
                if (!owners.TryGetValue(name, out var owner))
                {
                    owners[name] = i;
                    names[i] = name;
                }
                else if (owner >= 0 && fields[owner].Name == fields[i].Name)
                {
                    owners[name] = i;
                    (names[i], names[owner]) = (names[owner], null);
                }
                else
                {
                    attempt = attempt == 0 ? 1 : ++numbered;
                }
            }
        }

        return names;
    }

    private string Plain(string name)
    {
        var others = _payload == PayloadStyle.Cef ? "" : "_-";
        var runes = name.EnumerateRunes().Select(rune =>
            rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || others.Contains((char)rune.Value)) ? ((char)rune.Value).ToString()
            : _payload == PayloadStyle.Cef ? "" : "_");
        return Short(string.Concat(runes), 0);
    }

    private string Short(string name, int less) => name[..Math.Min(name.Length, (_isStructured ? 32 : 100) - less)];

    private string Candidate(string plain, int attempt)
    {
        var prefix = attempt == 0 ? "" : _payload == PayloadStyle.Cef ? "cf" : "cf_";
        var number = attempt < 2 ? "" : attempt.ToString(CultureInfo.InvariantCulture);
        return prefix + Short(plain, prefix.Length + number.Length) + number;
    }

    /// <summary>What a value says; null when that is nothing.</summary>
    private string? TextOf(string json)
    {
        if (json is "null" or "\"\"" or "[]" or "{}")
        {
            return null;
        }

        if (json[0] != '"')
        {
            return json;
        }

        var text = new StringBuilder();
        var characters = JsonOracle.Unescape(json[1..^1]);
        characters = _isStructured ? characters : characters.Replace("\r\n", "\n").Replace('\r', '\n').Replace('\t', ' ');
        for (var i = 0; i < characters.Length; i++)
        {
            if (JsonOracle.IsPair(characters, i))
            {
                text.Append(characters, i++, 2);
                continue;
            }

            var isOwn = characters[i] is '"' or '\\' || (characters[i] == '\n' && _payload == PayloadStyle.Cef);
            text.Append(isOwn ? characters[i].ToString() : JsonOracle.Escape(characters[i]) ?? characters[i].ToString());
        }

        var result = _isStructured ? text.ToString() : text.ToString().Trim(' ');
        return result.Length == 0 ? null : result + (_payload == PayloadStyle.Leef && result[^1] == '\\' ? " " : "");
    }

    private List<(string Name, string Value)> Standard(
        List<(string Name, string Value)> fields, string?[] names, int index, out bool isWhole)
    {
        isWhole = false;
        foreach (var key in _standard)
        {
            var parts = key.Fields.Select(field => Enumerable.Range(0, fields.Count).LastOrDefault(i => names[i] is not null && fields[i].Name == field, -1)).ToList();
            if (key.Form == KeyForm.Url ? !parts.Where((_, part) => part != 1).Contains(index) : parts.FirstOrDefault(static i => i >= 0, -1) != index)
            {
                continue;
            }

            var fitting = key.Form == KeyForm.Url ? key : KeyFor(key, fields[index].Value);
            var text = key.Form == KeyForm.Url ? Url(fields, parts) : TextOf(fields[index].Value);
            if (fitting is null || text is null)
            {
                return [];
            }

            var written = Escaped(text);
            isWhole = Encoding.UTF8.GetByteCount(written) <= fitting.Longest;
            var value = isWhole ? text : Cut(text, fitting.Longest);
            return key.Form == KeyForm.Url && index != parts[2] ? []
                : fitting.Label.Length > 0 ? [($"{fitting.Name}Label", fitting.Label), (fitting.Name, value)]
                : [(fitting.Name, value)];
        }

        return [];
    }

    private string? Url(List<(string Name, string Value)> fields, List<int> parts)
    {
        string Text(int part)
        {
            var value = parts.Count <= part || parts[part] < 0 ? "\"\"" : fields[parts[part]].Value;
            return value[0] == '"' ? value[1..^1] : "";
        }

        var query = Text(3);
        return Text(0).Length == 0 || Text(1).Length == 0 || !Text(2).StartsWith('/') ? null
            : TextOf($"\"{Text(0)}://{Text(1)}{Text(2)}{(query.Length == 0 || query[0] == '?' ? "" : "?")}{query}\"");
    }

    private StandardKey? KeyFor(StandardKey key, string json)
    {
        var text = json[0] is '{' or '[' ? "" : json[0] == '"' ? JsonOracle.Unescape(json[1..^1]) : json;
        var isAddress = IPAddress.TryParse(text, out var address) && text.All(static c => char.IsAsciiHexDigit(c) || c is '.' or ':');
        var is4 = isAddress && address!.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
        var is6 = isAddress && address!.AddressFamily == AddressFamily.InterNetworkV6;
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        var isCount = isNumber && text.All(char.IsAsciiDigit);
        return key.Form switch
        {
            KeyForm.Text => json[0] is '{' or '[' ? null : key,
            KeyForm.Port => isCount && number <= 65535 ? key : null,
            KeyForm.Count => isCount && number <= int.MaxValue ? key : null,
            KeyForm.Number => isNumber ? key : null,
            KeyForm.IPv4 => is4 ? key : is6 ? key.IfIPv6 : null,
            _ => is4 || is6 ? key : null,
        };
    }

    private string Escaped(string text) =>
        _payload == PayloadStyle.Cef ? text.Replace("\\", "\\\\").Replace("=", "\\=").Replace("\n", "\\n") : text;

    /// <summary>As much as fits with the mark.</summary>
    private string Cut(string text, int longest)
    {
        var left = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(Escaped($"{left}{rune}")) > longest - 3)
            {
                break;
            }

            left.Append(rune);
        }

        return $"{left}…";
    }
}
