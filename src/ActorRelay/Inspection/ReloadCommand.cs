using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary><c>reload</c>: reads the settings again, as SIGHUP does.</summary>
internal static class ReloadCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static InspectionCommand Reload { get; } = new(
        "reload",
        "Reads the settings again. Secrets, allow list, routes and Receivers change at once; what needs a restart is listed. With an error nothing changes.",
        call => call.ReportAsync<ReloadProtocol.ReloadReport>(new ReloadProtocol.Reload("asked for"), Rows, Patience))
    {
        Changes = true,
    };

    private static ReportRows Rows(ReloadProtocol.ReloadReport report)
    {
        var rows = new ReportRows();
        rows.Line(report.Applied.IsEmpty ? "Nothing has changed." : $"Changed: {string.Join(", ", report.Applied)}");
        if (!report.NeedRestart.IsEmpty)
        {
            rows.Line($"! Needs a restart, and is as it was: {string.Join(", ", report.NeedRestart)}");
        }

        foreach (var warning in report.Warnings)
        {
            rows.Line($"warning: {warning}");
        }

        return rows;
    }
}

/// <summary>What is said to <c>/user/reload</c>.</summary>
internal static class ReloadProtocol
{
    /// <summary>Answered by <see cref="ReloadReport"/>, or a failure that says what is wrong with the settings.</summary>
    /// <param name="By">Why, for the log.</param>
    public sealed record Reload(string By);

    /// <param name="Applied">Keys that have changed, and files that settings name.</param>
    /// <param name="NeedRestart">Keys that are different, and stay as they were until a restart.</param>
    public sealed record ReloadReport(
        ImmutableArray<string> Applied, ImmutableArray<string> NeedRestart, ImmutableArray<string> Warnings);
}
