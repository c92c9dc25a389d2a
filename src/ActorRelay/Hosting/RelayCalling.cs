using System.Reflection;
using ActorRelay.Configuration;

namespace ActorRelay.Hosting;

/// <summary>How a user called the program to be a relay.</summary>
/// <param name="files">The settings files that were named.</param>
/// <param name="stopsOnHangUp">It lives as long as the terminal that it was started at, and no longer.</param>
/// <param name="read">What the settings were read from; null where they cannot be read again.</param>
/// <param name="readAgain">Reads them again, on any thread.</param>
internal sealed partial class RelayCalling(
    IReadOnlyList<string> files, bool stopsOnHangUp, SettingsResult? read = null, Func<SettingsResult>? readAgain = null)
{
    public SettingsResult? Read => read;

    public Func<SettingsResult>? ReadAgain => readAgain;

    public bool StopsOnHangUp => stopsOnHangUp;

    private static string Version =>
        typeof(RelayCalling).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>A relay's first line: whoever reads a log from the middle finds there what ran, and with what.</summary>
    public void LogTo(ILogger log) => LogStart(
        log,
        Version,
        Environment.ProcessId,
        files.Count == 0
            ? "no settings file"
            : "settings " + string.Join(", ", files.Select(file => SettingsText.OneLine(Path.GetFullPath(file)))));

    [LoggerMessage(1, LogLevel.Information, "ActorRelay {Version} starts, pid {Pid}, {Settings}")]
    private static partial void LogStart(ILogger log, string version, int pid, string settings);
}
