using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Syslog;

/// <summary>
/// A text for a header in which <c>{dataset}</c>, <c>{source}</c>, <c>{host}</c> and names of fields in braces, such as
/// <c>{DeviceName}</c>, are replaced. Of a field that the record does not have, and of <c>null</c>, arrays and objects,
/// there is nothing.
/// </summary>
internal sealed record HeaderTemplate
{
    /// <summary>How many fields all templates of an output can name.</summary>
    public const int FieldsLimit = 16;

    private readonly ImmutableArray<(string Text, bool IsName)> _parts;

    private HeaderTemplate(string text, ImmutableArray<(string Text, bool IsName)> parts)
    {
        Text = text;
        _parts = parts;
        Fields = [.. parts.Where(static part => part.IsName && !IsBatchName(part.Text)).Select(static part => part.Text).Distinct()];
    }

    /// <summary>As it is in settings.</summary>
    public string Text { get; }

    /// <summary>Names of the fields in it.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Fields in it that no dataset is known to have: new ones, those of a text of one's own, or slips.</summary>
    public IEnumerable<string> UnknownFields =>
        Fields.Where(static name => !DatasetCatalogue.All.Any(dataset => dataset.Fields.Contains(name)));

    /// <summary>What is in it beside names.</summary>
    public string Literal => string.Concat(_parts.Where(static part => !part.IsName).Select(static part => part.Text));

    /// <summary>The names that stand for the same in all records of a batch.</summary>
    public static ImmutableArray<string> BatchNames { get; } = ["dataset", "source", "host"];

    /// <exception cref="ArgumentException">The text is no template.</exception>
    public static implicit operator HeaderTemplate(string text) => Parse(text);

    /// <exception cref="ArgumentException">The text is no template.</exception>
    public static HeaderTemplate Parse(string text) =>
        TryParse(text, out var template, out var error) ? template : throw new ArgumentException(error, nameof(text));

    /// <param name="text">Braces stand around names and nowhere else.</param>
    /// <param name="template">What it means.</param>
    /// <param name="error">What is wrong, when the result is false.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out HeaderTemplate? template, [NotNullWhen(false)] out string? error)
    {
        var parts = ImmutableArray.CreateBuilder<(string, bool)>();
        (template, error) = (null, null);
        for (var at = 0; at < text.Length;)
        {
            var isName = text[at] == '{';
            var rest = text.AsSpan(isName ? at + 1 : at);
            var length = rest.IndexOfAny('{', '}');
            error = (isName, length < 0 ? '\0' : rest[length]) switch
            {
                (false, '}') => "a } is there without its {",
                (true, '\0' or '{') => "a { is there without its }",
                (true, _) when length == 0 => "there is no name between { and }",
                _ => null,
            };
            if (error is not null)
            {
                return false;
            }

            var part = length < 0 ? rest : rest[..length];
            parts.Add((part.ToString(), isName));
            at += isName ? part.Length + 2 : part.Length;
        }

        template = new HeaderTemplate(text, parts.ToImmutable());
        return true;
    }

    public bool Equals(HeaderTemplate? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Its parts for one batch: texts as UTF-8, and names of fields.</summary>
    public ImmutableArray<(byte[]? Text, string? Field)> For(LineContext context) =>
        [.. _parts.Select(part => part.IsName && !IsBatchName(part.Text)
            ? ((byte[]?)null, part.Text)
            : (Encoding.UTF8.GetBytes(part.IsName ? ValueOf(part.Text, context) : part.Text), null))];

    private static bool IsBatchName(string name) => BatchNames.Contains(name);

    private static string ValueOf(string name, LineContext context) => name switch
    {
        "dataset" => context.Dataset,
        "source" => context.Source,
        _ => context.Host,
    };
}
