using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Streams;

namespace ActorRelay.Inspection;

/// <summary>
/// What is known of one dataset over the runs of the relay: its fields and the formats of its event times, since when,
/// and which of them are gone. At most <see cref="MostFields"/> fields that the catalogue does not know: senders name
/// fields, so those of the catalogue always have a place, and where all are taken those that are gone make way. One
/// thread at a time.
/// </summary>
internal sealed class DatasetHistory
{
    public const int MostFields = 1024;

    /// <summary>Records looked at that it takes to judge of event times.</summary>
    private const int JudgedLooks = 10;

    private readonly Dictionary<string, HistoryItem> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HistoryItem> _eventTimes = new(StringComparer.Ordinal);
    private readonly string _dataset;
    private readonly FrozenSet<string> _known;
    private DateTimeOffset? _watchedSince;
    private long _looks;
    private bool _hasForgotten;
    private (long Looks, long Timeless) _judged;

    public DatasetHistory(string dataset)
    {
        _dataset = dataset;
        _known = DatasetCatalogue.Find(dataset)?.Fields ?? [];
    }

    /// <summary>Goes on where an earlier run ended.</summary>
    public DatasetHistory(SavedDataset saved)
        : this(saved.Dataset)
    {
        Since = saved.Since;
        LastSeen = saved.LastSeen;
        Restore(_fields, saved.Fields);
        Restore(_eventTimes, saved.EventTimes);
    }

    public DateTimeOffset? Since { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    /// <summary>Formats of event times that are in use, in words.</summary>
    public ImmutableArray<string> EventTimes => [.. Names(_eventTimes, format => format.Vanished is null)];

    /// <summary>Most of the records last looked at have no event time.</summary>
    public bool LacksEventTimes { get; private set; }

    /// <summary>Takes in what was seen since the last call.</summary>
    /// <returns>What is new, in words, one line each.</returns>
    public ImmutableArray<string> Update(SeenDataset seen)
    {
        var shapes = seen.Shapes;
        if (shapes.Count == 0 || seen.Looks == _looks)
        {
            return [];
        }

        var before = _looks;
        _looks = seen.Looks;
        JudgeEventTimes(_looks, seen.Timeless);
        ForgetVanished();
        _watchedSince ??= shapes.Min(shape => shape.FirstSeen);
        LastSeen = shapes.Max(shape => shape.LastSeen);
        var news = ImmutableArray.CreateBuilder<string>();
        foreach (var shape in shapes.Where(shape => !_hasForgotten || shape.LastLook > before))
        {
            foreach (var field in shape.Fields)
            {
                See(_fields, field, shape, name => news.Add($"{_dataset}: field {SettingsText.Printable(name)} appeared"));
            }

            if (shape.Shape.EventTime is not EventTimeFormat.None)
            {
                See(_eventTimes, EventTimeFormats.Text(shape.Shape.EventTime), shape, text => news.Add(
                    $"{_dataset}: event times came as {text}"));
            }
        }

        news.AddRange(Vanish(_fields).Select(name => $"{_dataset}: field {SettingsText.Printable(name)} vanished"));
        news.AddRange(Vanish(_eventTimes).Select(text => $"{_dataset}: event times come as {text} no longer"));
        if (Since is not null)
        {
            return news.ToImmutable();
        }

        Since = _watchedSince;
        return [$"{_dataset}: seen for the first time, with {_fields.Count} field{(_fields.Count == 1 ? "" : "s")}"];
    }

    /// <summary>Records looked at since the relay started, as far as they were taken in.</summary>
    public long Looks => _looks;

    /// <summary>Which of <see cref="Looks"/> was the last that had such a field, 0 for none; null when that cannot be told.</summary>
    public long? LastLookOf(Func<string, bool> isIt) => _fields.Count >= MostFields
        ? null
        : _fields.Where(field => isIt(field.Key)).Select(field => field.Value.LastLook).DefaultIfEmpty().Max();

    public InspectionProtocol.DatasetReport Report(SeenDataset? seen, ImmutableArray<string> warnings) => new(
        _dataset,
        Since ?? LastSeen,
        LastSeen,
        seen?.Looks ?? 0,
        EventTimes,
        seen?.Receivers ?? [],
        [.. Names(_fields, field => field.Vanished is null && field.Since > Since)],
        [.. Names(_fields, field => field.Vanished is not null)],
        [.. Save(_fields)],
        warnings);

    public SavedDataset Save() => new(_dataset, Since ?? LastSeen, LastSeen, [.. Save(_fields)], [.. Save(_eventTimes)]);

    /// <summary>What comes in the first moments was there from the start.</summary>
    private void See(Dictionary<string, HistoryItem> items, string name, SeenShape shape, Action<string> isNew)
    {
        if (items.TryGetValue(name, out var item))
        {
            if (item.See(shape))
            {
                isNew(name);
            }
        }
        else if (items.Count < MostFields || _known.Contains(name))
        {
            items.Add(name, item = new HistoryItem(Since is null ? _watchedSince!.Value : shape.FirstSeen, shape.FirstSeen));
            item.See(shape);
            isNew(name);
        }
    }

    /// <summary>Over some looks, so that a change of the job is seen however long it was otherwise before.</summary>
    private void JudgeEventTimes(long looks, long timeless)
    {
        if (looks - _judged.Looks >= JudgedLooks)
        {
            LacksEventTimes = 2 * (timeless - _judged.Timeless) > looks - _judged.Looks;
            _judged = (looks, timeless);
        }
    }

    private void ForgetVanished()
    {
        foreach (var name in _fields.Count < MostFields
            ? []
            : _fields.Where(field => field.Value.Vanished is not null && !_known.Contains(field.Key)).Select(field => field.Key).ToList())
        {
            // A shape that had it is still among those seen, and must not bring it back by that alone.
            _fields.Remove(name);
            _hasForgotten = true;
        }
    }

    private List<string> Vanish(Dictionary<string, HistoryItem> items) =>
        [.. items.Where(item => item.Value.Miss(_looks, _watchedSince!.Value, LastSeen)).Select(item => item.Key)];

    private static IEnumerable<string> Names(Dictionary<string, HistoryItem> items, Func<HistoryItem, bool> which) =>
        items.Where(item => which(item.Value)).Select(item => item.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<InspectionProtocol.FieldReport> Save(Dictionary<string, HistoryItem> items) =>
        items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => new InspectionProtocol.FieldReport(
            item.Key, item.Value.Since, item.Value.LastSeen, item.Value.Vanished));

    private void Restore(Dictionary<string, HistoryItem> items, IEnumerable<InspectionProtocol.FieldReport> saved)
    {
        foreach (var item in saved)
        {
            if (items.Count < MostFields || _known.Contains(item.Name))
            {
                items.TryAdd(item.Name, new HistoryItem(item.Since, item.LastSeen, item.Vanished));
            }
        }
    }
}
