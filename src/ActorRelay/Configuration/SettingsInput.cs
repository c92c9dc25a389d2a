using System.Collections;
using System.Collections.Immutable;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Everything settings are read from, lowest precedence first: files, texts, environment, sets. Below them all is the
/// embedded reference. <c>new SettingsInput { Texts = [("test", "relay { ... }")] }</c> touches neither disk nor environment.
/// </summary>
internal sealed record SettingsInput
{
    /// <summary><c>--config</c> files, in their order.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>HOCON texts and what places call them.</summary>
    public ImmutableArray<(string Name, string Text)> Texts { get; init; } = [];

    /// <summary>Variables that begin with <c>RELAY__</c> set something; any may be referred to as <c>${NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>--set</c> arguments, <c>key=value</c>, in their order.</summary>
    public ImmutableArray<string> Sets { get; init; } = [];

    /// <summary>What <c>state-dir</c> and the files are relative to. Absolute.</summary>
    public string WorkingDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Reads files; the disk below <see cref="WorkingDirectory"/> unless set.</summary>
    public IHoconFiles? FileReader { get; init; }

    /// <summary>Bytes this process may have, a container's limit included; null when that is not to be looked at.</summary>
    public long? Memory { get; init; }

    /// <summary>Something is set, if only by a variable.</summary>
    public bool HasSettings =>
        !Files.IsEmpty || !Texts.IsEmpty || !Sets.IsEmpty || Environment.Keys.Any(SettingsLayers.IsSetting);

    /// <summary>What a command line gives, with this process's environment and working directory.</summary>
    public static SettingsInput OfProcess(IEnumerable<string> files, IEnumerable<string> sets) => new()
    {
        Files = [.. files],
        Sets = [.. sets],
        Environment = Variables(),
        Memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
    };

    private static Dictionary<string, string> Variables() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
}
