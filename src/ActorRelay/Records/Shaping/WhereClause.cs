using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorRelay.Records.Shaping;

/// <summary>
/// Which records a route takes: <c>Action == block and not SourceCountryCode in [JP, US]</c>. Read once, never changed;
/// any number of threads may ask it.
/// </summary>
/// <remarks>
/// <code>
/// any  = all { "or" all }
/// all  = part { "and" part }
/// part = "not" part | "(" any ")" | NAME test
/// test = ("==" | "!=") VALUE | ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") NUMBER
///      | ["not"] ("exists" | "in" "[" VALUE { "," VALUE } "]" | "contains" VALUE | "starts-with" VALUE)
/// </code>
/// Names and values with a space or one of <c>( ) [ ] , " ' = ! &lt; &gt; &amp; |</c> in them stand in quotes, single or
/// double.
/// </remarks>
internal sealed class WhereClause
{
    /// <summary>How many fields one may name.</summary>
    public const int MaxFields = 16;

    private readonly WhereNode _root;

    internal WhereClause(string text, ImmutableArray<string> fields, WhereNode root)
    {
        Text = text;
        Fields = fields;
        _root = root;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the fields it asks for, each once.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Reads one. Always returns: with a clause, or with what is wrong and where.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WhereClause? where, out WhereError error)
    {
        var parser = new WhereParser(text);
        where = parser.Parse();
        error = parser.Error;
        return where is not null;
    }

    /// <summary>Whether it holds for a record. Takes nothing from the heap, but for <see cref="ValueText"/>'s buffer.</summary>
    public bool Holds(in AskedFields fields) => _root.Holds(fields);

    public override string ToString() => Text;
}
