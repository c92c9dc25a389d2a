using System.Collections.Immutable;

namespace ActorRelay.Configuration;

/// <summary>Settings, or every reason why there are none.</summary>
internal sealed record SettingsResult
{
    /// <summary>Null when there is an error.</summary>
    public required RelaySettings? Settings { get; init; }

    /// <summary>In the order of the files, and of the lines within them.</summary>
    public required ImmutableArray<SettingsProblem> Errors { get; init; }

    public required ImmutableArray<SettingsProblem> Warnings { get; init; }

    /// <summary>What is not at its default, in the order of the reference.</summary>
    public required ImmutableArray<ChangedSetting> Changed { get; init; }

    /// <summary>Files with keys of masks, as absolute paths, by the keys that name them.</summary>
    public required ImmutableArray<(string Key, string Path)> KeyFiles { get; init; }

    /// <summary>A digest of each setting, by key.</summary>
    public ImmutableSortedDictionary<string, string> Digests { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Settings files and what they include, as paths, with a digest of each.</summary>
    public ImmutableSortedDictionary<string, string> SettingsFiles { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Files that settings name, such as those of secrets, likewise.</summary>
    public ImmutableSortedDictionary<string, string> OtherFiles { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A text could not be read to its end, so nothing is said of what the settings mean.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>
    /// Every key under <c>relay</c> that was looked for, with <c>*</c> for names of Receivers and items of lists.
    /// </summary>
    public required ImmutableSortedSet<string> KeysRead { get; init; }

    /// <summary>The settings, where the caller wrote them itself and they can only be right.</summary>
    /// <exception cref="InvalidOperationException">They are not; the message is every error.</exception>
    public RelaySettings Valid() =>
        Settings ?? throw new InvalidOperationException(string.Join(System.Environment.NewLine, Errors));
}
