using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>An error in the settings, or a warning about them.</summary>
/// <param name="Place">Where to go to mend it.</param>
/// <param name="Key">The whole key; empty when the text could not be read that far.</param>
/// <param name="Value">What stands there, never a secret; null when it does not matter or must not be shown.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
internal sealed record SettingsProblem(Place Place, string Key, string? Value, string Message)
{
    /// <summary>On one line, for a terminal or a log: names of keys and files are as somebody wrote them.</summary>
    public override string ToString() => SettingsText.OneLine((Key, Value) switch
    {
        ("", _) => $"{Place}: {Message}",
        (_, null) => $"{Place}: {Key}: {Message}",
        _ => $"{Place}: {Key} = {Value}: {Message}",
    });
}
