using System.Collections.Immutable;
using System.Globalization;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Reads the keys of one object. Each method says what is wrong in the log and then returns a stand-in, so that
/// reading goes on and every error is found; the settings made of stand-ins are thrown away.
/// </summary>
internal sealed class SettingsSection
{
    private readonly HashSet<string> _keysRead = new(StringComparer.Ordinal);
    private readonly bool _isStandIn;

    /// <param name="log">Takes what is wrong.</param>
    /// <param name="path">The whole key of the object.</param>
    /// <param name="pattern">The same, with <c>*</c> for names and items.</param>
    /// <param name="secret">Its values are not to be shown.</param>
    /// <param name="isStandIn">Something else stands where the object should be: nothing is said of what it lacks.</param>
    public SettingsSection(
        SettingsLog log, string path, string pattern, HoconObject value, bool secret = false, bool isStandIn = false)
    {
        _isStandIn = isStandIn;
        Log = log;
        Path = path;
        Pattern = pattern;
        Value = value;
        Secret = secret;
        log.Add(this);
    }

    public delegate bool Parse<T>(string text, out T value);

    public SettingsLog Log { get; }

    public string Path { get; }

    public string Pattern { get; }

    public HoconObject Value { get; }

    public bool Secret { get; }

    public IReadOnlySet<string> KeysRead => _keysRead;

    public bool HasMembers { get; private set; }

    public string KeyOf(string key) => $"{Path}.{key}";

    public bool Has(string key) => Find(key) is not null;

    public HoconValue? Find(string key)
    {
        _keysRead.Add(key);
        return Value.Find(key)?.Value;
    }

    /// <summary>Fields whose names are the operator's own: none of them is unknown.</summary>
    public ImmutableArray<HoconField> Members()
    {
        HasMembers = true;
        return Value.Fields;
    }

    /// <summary>Where a key stands, or the object it is missing in.</summary>
    public Place PlaceOf(string key) => Value.Find(key)?.Value.Place ?? Value.Place;

    public void Error(string key, string message) =>
        Log.Error(PlaceOf(key), KeyOf(key), Show(Value.Find(key)?.Value), message);

    public void Missing(string key, string message)
    {
        if (_isStandIn)
        {
            Log.Poison(KeyOf(key));
        }
        else
        {
            Log.Missing(PlaceOf(key), KeyOf(key), message);
        }
    }

    public void Warn(string key, string message) =>
        Log.Warn(PlaceOf(key), KeyOf(key), Show(Value.Find(key)?.Value), message);

    public string? Show(HoconValue? value) => value switch
    {
        null => null,
        _ when Secret => HiddenTexts.Shown,
        HoconText text => Log.Show(text.Text),
        HoconList => "[...]",
        _ => "{...}",
    };

    public string Text(string key, string? fallback = null, bool mayBeEmpty = true) =>
        Meaning(
            key,
            mayBeEmpty ? "a text" : "a text that is not empty",
            (string text, out string? value) =>
            {
                value = text;
                return mayBeEmpty || text.Length > 0;
            },
            fallback) ?? "";

    public long Size(string key, long min, long max, long? fallback = null) =>
        InRange(key, Number(key, ByteSizes.Allowed, ByteSizes.TryParse, fallback), min, max, ByteSizes.Format);

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max, TimeSpan? fallback = null) =>
        InRange(
            key,
            Number(key, Durations.Allowed, Durations.TryParse, fallback),
            min,
            max,
            Durations.Format);

    public int Integer(string key, int min, int max, int? fallback = null) =>
        InRange(
            key,
            Number(
                key,
                "a whole number",
                (string text, out int value) =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
                fallback),
            min,
            max,
            n => n.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of some names.</summary>
    public T Choice<T>(string key, ImmutableArray<(string Name, T Value)> choices, T? fallback = null)
        where T : struct =>
        Number(
            key,
            $"one of {string.Join(", ", choices.Select(c => c.Name))}",
            (string text, out T value) =>
            {
                var found = choices.FirstOrDefault(c => c.Name == text);
                value = found.Value;
                return found.Name is not null;
            },
            fallback);

    /// <summary>A value, or the items of a list; none, and an error, of a list longer than <paramref name="max"/>.</summary>
    public ImmutableArray<HoconValue> Items(string key, int max)
    {
        var value = Find(key);
        ImmutableArray<HoconValue> items = value is HoconList list ? list.Items : value is null ? [] : [value];
        if (items.Length <= max)
        {
            return items;
        }

        Error(key, $"expected at most {max} items, found {items.Length}");
        return [];
    }

    /// <summary>A text, or a list of texts.</summary>
    public ImmutableArray<HoconText> Texts(string key, int max = 256)
    {
        var items = Items(key, max);
        foreach (var other in items.Where(i => i is not HoconText))
        {
            Log.Error(other.Place, KeyOf(key), Show(other), "expected a text, or a list of texts");
        }

        return [.. items.OfType<HoconText>()];
    }

    /// <summary>The object under a key; an empty one when it is missing or something else.</summary>
    public SettingsSection Section(string key, string example = "{ }")
    {
        var value = Find(key);
        if (value is not (null or HoconObject))
        {
            Error(key, $"expected an object {example}");
        }

        return new SettingsSection(
            Log,
            KeyOf(key),
            $"{Pattern}.{key}",
            value as HoconObject ?? new HoconObject([], PlaceOf(key)),
            Secret,
            _isStandIn || value is not (null or HoconObject));
    }

    /// <summary>A number or the like; zero after an error.</summary>
    public T Number<T>(string key, string allowed, Parse<T> parse, T? fallback = null)
        where T : struct =>
        TryRead(key, allowed, fallback is null, parse, out var value) ? value : fallback.GetValueOrDefault();

    /// <summary>A text that means something; null after an error.</summary>
    public T? Meaning<T>(string key, string allowed, Parse<T?> parse, T? fallback = null)
        where T : class =>
        TryRead(key, allowed, fallback is null, parse, out var value) ? value : fallback;

    private bool TryRead<T>(string key, string allowed, bool required, Parse<T> parse, out T value)
    {
        switch (Find(key))
        {
            case HoconText { Quoted: false, Text: "null" }:
                Error(key, "null is no value here; leave the key out to have its default");
                break;
            case HoconText text when parse(text.Text, out value):
                return true;
            case null:
                if (required)
                {
                    Missing(key, $"this is missing; expected {allowed}");
                }

                break;
            default:
                Error(key, $"expected {allowed}");
                break;
        }

        value = default!;
        return false;
    }

    private T InRange<T>(string key, T value, T min, T max, Func<T, string> format)
        where T : IComparable<T>
    {
        if (Has(key) && !Log.HasFailed(KeyOf(key)) && (value.CompareTo(min) < 0 || value.CompareTo(max) > 0))
        {
            Error(key, $"must be from {format(min)} to {format(max)}");
        }

        return value;
    }
}
