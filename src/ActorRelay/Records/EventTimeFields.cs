using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace ActorRelay.Records;

/// <summary>
/// Where the event time of a batch's records is: the first of some fields that holds one. A name with dots is the field
/// of that name, or else a path into objects. Never changed; any number of threads may ask it.
/// </summary>
internal sealed class EventTimeFields
{
    /// <summary>Most that settings can name: each may take two of <see cref="WantedFields.Limit"/>.</summary>
    public const int Limit = 4;

    private const int LongestName = 256;

    /// <summary>Those of the catalogue, by where it has event times: there are few, and one is needed for each batch.</summary>
    private static readonly ConcurrentDictionary<ImmutableArray<string>, EventTimeFields> OfCatalogue = new();

    private readonly ImmutableArray<(string Field, ImmutableArray<byte[]> Path)> _places;

    private EventTimeFields(ImmutableArray<string> names, bool isNamed)
    {
        Names = names;
        IsNamed = isNamed;
        _places = [.. names.SelectMany(name => isNamed ? PlacesOf(name) : [(name, [])])];
        Fields = [.. _places.Select(static place => place.Field).Distinct(StringComparer.Ordinal)];
        Wanted = new WantedFields(Fields, [], isNamed ? 0 : Fields.Length);
    }

    /// <summary>As settings or the catalogue name them.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Settings name them. Else they are the catalogue's, and looked for in other spellings too.</summary>
    public bool IsNamed { get; }

    /// <summary>Names of top-level fields that a scan must find.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Finds <see cref="Fields"/>, and nothing else.</summary>
    public WantedFields Wanted { get; }

    /// <summary>How many places there are, in the order in which they are tried.</summary>
    public int Count => _places.Length;

    /// <param name="dataset">Its name.</param>
    /// <param name="named">What the routes name; empty or default: the catalogue's for the dataset.</param>
    public static EventTimeFields Of(string dataset, ImmutableArray<string> named) =>
        named.IsDefaultOrEmpty
            ? OfCatalogue.GetOrAdd(DatasetCatalogue.EventTimeFieldsOf(dataset), static names => new(names, false))
            : new(named, true);

    /// <summary>The top-level field in which a place is.</summary>
    public string FieldOf(int place) => _places[place].Field;

    /// <summary>A place is not the field itself, but in the object that it holds.</summary>
    public bool IsDeeper(int place) => _places[place].Path.Length > 0;

    /// <summary>Goes down from the value of the top-level field.</summary>
    /// <param name="place">Which of <see cref="Count"/>.</param>
    /// <param name="json">The field's value; then the one that may be the time.</param>
    /// <param name="start">Where the value begins; then the other.</param>
    /// <returns>False when there is no such value.</returns>
    public bool TryDescend(int place, ref ReadOnlySpan<byte> json, ref int start)
    {
        foreach (var name in _places[place].Path)
        {
            if (!TryStep(name, ref json, ref start))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of a name that is there twice, the last counts.</summary>
    private static bool TryStep(ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> json, ref int start)
    {
        if (json.IsEmpty || json[0] != '{')
        {
            return false;
        }

        Span<byte> buffer = stackalloc byte[LongestName];
        ReadOnlySpan<byte> found = default;
        var fields = new TopLevelFields(json);
        while (fields.MoveNext())
        {
            if (FieldText.OfContent(fields.Name, buffer).SequenceEqual(name))
            {
                found = fields.Value;
            }
        }

        if (found.IsEmpty || !json.Overlaps(found, out var offset))
        {
            return false;
        }

        json = found;
        start += offset;
        return true;
    }

    private static (string Field, ImmutableArray<byte[]> Path)[] PlacesOf(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 1
            ? [(name, [])]
            : [(name, []), (parts[0], [.. parts.Skip(1).Select(Encoding.UTF8.GetBytes)])];
    }
}
