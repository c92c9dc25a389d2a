using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Says what does not fit together. The place is that of the first of the compared keys that the operator set: there
/// something can be changed.
/// </summary>
internal sealed class ComparedSettings(SettingsLog log, HoconObject root)
{
    /// <summary>These keys have values that can be compared with each other.</summary>
    public bool Can(params ReadOnlySpan<string> keys) => log.CanCompare(keys);

    /// <summary>It is not at its default.</summary>
    public bool IsSet(string key) => SetAt(key) is not null;

    /// <param name="keys">The keys, the likeliest culprit first.</param>
    /// <param name="message">What is wrong, when it is said of one of them.</param>
    public void Error(string[] keys, Func<string, string> message)
    {
        var (key, place) = Find(keys);
        log.Error(place, key, null, message(key));
    }

    /// <inheritdoc cref="Error"/>
    public void Warn(string[] keys, Func<string, string> message)
    {
        var (key, place) = Find(keys);
        log.Warn(place, key, null, message(key));
    }

    /// <summary>Which of two is too large, without the key that the message begins with.</summary>
    public static string Compare(string shownKey, string moreKey, string more, string lessKey, string less) =>
        shownKey == moreKey ? $"{more} is more than {lessKey}, {less}" : $"{less} is less than {moreKey}, {more}";

    private (string Key, Place Place) Find(string[] keys)
    {
        var set = keys.FirstOrDefault(IsSet) ?? keys[0];
        return (set, SetAt(set) ?? root.Find(set.Split('.'))?.Place ?? root.Place);
    }

    private Place? SetAt(string key) =>
        root.Find(key.Split('.')) is { } value && value.Place.Source != SettingsReader.ReferenceName
            ? value.Place
            : null;
}
