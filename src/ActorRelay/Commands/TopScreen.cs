using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorRelay.Commands;

/// <summary>What <c>top</c> shows, in 80 columns: what comes and goes, what waits, each Receiver, and what is wrong.</summary>
internal static class TopScreen
{
    public const int Columns = 80;

    private const int MostReceivers = 12;
    private const int MostJobs = 8;
    private const int MostTroubles = 6;
    private const int MostWarnings = 3;

    /// <param name="status">Null when the relay has never answered.</param>
    /// <param name="error">Why it does not answer now; empty when it does.</param>
    public static IRenderable Of(Uri url, TopStatus? status, string error, DateTimeOffset now)
    {
        List<IRenderable> rows = [Line($"ActorRelay {status?.Version} at {url}  {Units.Time(now)}", Style.Parse("bold"))];
        if (error.Length > 0)
        {
            rows.Add(Line(error, Style.Parse("red")));
        }

        if (status is not null)
        {
            rows.Add(Sums(status, now));
            rows.Add(Receivers(status, now));
            if (!status.Jobs.IsEmpty)
            {
                rows.Add(Jobs(status, now));
            }

            rows.AddRange(Troubles(status).Take(MostTroubles).Select(text => Line($"! {text}", Style.Parse("yellow"))));
            rows.AddRange(status.Warnings.Take(MostWarnings).Select(of => Line(
                $"{Units.Ago(of.Last, now)}: {of.Level}{(of.Times > 1 ? $" ({of.Times} times)" : "")}: {of.Text}", Style.Parse("grey"))));
        }

        return new Rows(rows);
    }

    private static Grid Sums(TopStatus status, DateTimeOffset now)
    {
        var activity = status.Activity;
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().Width(Columns);
        void Add(string name, string value) => grid.AddRow(new Text(name), new Text(value));
        Add("in", $"{Units.Rate(activity?.ReceivedPerSecond ?? 0)}, last post {Units.Ago(activity?.LastPost, now)}");
        Add("confirmed", $"{Units.Rate(activity?.ConfirmedPerSecond ?? 0)}, last {Units.Ago(activity?.LastConfirmed, now)}");
        Add("in flight", $"{Units.Count(status.InFlight.Records)} records, {ByteSizes.Rounded(status.InFlight.Bytes)}");
        Add("spool", $"{Units.Count(status.Spooled.Batches)} batches, {ByteSizes.Rounded(status.Spooled.Bytes)}");
        Add("quarantine", $"{Units.Count(status.Records.Quarantined)} lines");
        return grid;
    }

    private static Table Receivers(TopStatus status, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple).Width(Columns);
        foreach (var name in (string[])["Receiver", "state", "for", "lines/s", "lag", "age", "spool", "through"])
        {
            table.AddColumn(new TableColumn(new Text(name)).NoWrap().Padding(0, 0, 1, 0));
        }

        ImmutableArray<InspectionProtocol.ReceiverActivity> receivers = status.Activity?.Receivers ?? [];
        foreach (var of in receivers.OrderBy(of => of.State == "up").Take(MostReceivers))
        {
            var style = of.State == "up" ? Style.Plain : Style.Parse("red");
            table.AddRow(((string[])
            [
                TextWidth.Shorten(SettingsText.OneLine(of.Name), 18), of.State, Units.Span(now - of.Since), Units.Short((long)of.ConfirmedPerSecond),
                ByteSizes.Rounded(of.UnconfirmedBytes), of.UnconfirmedBytes > 0 ? Units.Span(TimeSpan.FromSeconds(of.UnconfirmedSeconds)) : "-",
                of.Waiting.Batches > 0 ? ByteSizes.Rounded(of.Waiting.Bytes) : "-",
                of.Waiting.ThroughSeconds is { } through ? Units.Span(TimeSpan.FromSeconds(Math.Min(through, 1e8))) : "-",
            ]).Select(cell => new Text(cell, style)));
        }

        return receivers.Length > MostReceivers ? table.Caption($"and {receivers.Length - MostReceivers} more") : table;
    }

    /// <summary>Those that are refused first.</summary>
    private static Table Jobs(TopStatus status, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Simple).Width(Columns);
        foreach (var name in (string[])["job", "last batch", "per min", "slowest", "refused", "disabled in"])
        {
            table.AddColumn(new TableColumn(new Text(name)).NoWrap().Padding(0, 0, 1, 0));
        }

        foreach (var of in status.Jobs.OrderBy(of => of.RefusingSince is null).ThenBy(of => of.Path, StringComparer.Ordinal).Take(MostJobs))
        {
            table.AddRow(((string[])
            [
                TextWidth.Shorten(SettingsText.OneLine(of.Path), 30), Units.Ago(of.LastBatch, now),
                FormattableString.Invariant($"{of.BatchesPerMinute:0.#}"),
                of.SlowestSeconds is { } slowest ? Units.Span(TimeSpan.FromSeconds(slowest)) : "-",
                of.RefusingSince is { } since ? Units.Span(now - since) : "-",
                EdgeCommands.TimeLeft(of, now) is { } left ? Units.Span(left) : "-",
            ]).Select(cell => new Text(cell, of.RefusingSince is null ? Style.Plain : Style.Parse("red"))));
        }

        return status.Jobs.Length > MostJobs ? table.Caption($"and {status.Jobs.Length - MostJobs} more") : table;
    }

    private static IEnumerable<string> Troubles(TopStatus status) => status.Degraded
        .Concat((status.Activity?.Receivers ?? []).Where(of => of.Why is not null).Select(of => $"{of.Name}: {of.Why}"));

    private static Text Line(string text, Style style) => new(SettingsText.OneLine(text), style);
}

/// <summary>What <c>top</c> takes of a status.</summary>
/// <param name="Activity">Null from a relay of an earlier version.</param>
internal sealed record TopStatus(
    string Version,
    RecordCounts Records,
    InspectionProtocol.SizeReport InFlight,
    InspectionProtocol.SizeReport Spooled,
    InspectionProtocol.ActivityReport? Activity)
{
    public ImmutableArray<string> Degraded { get; init; } = [];

    /// <summary>The newest first.</summary>
    public ImmutableArray<RecentWarning> Warnings { get; init; } = [];

    public ImmutableArray<JobReport> Jobs { get; init; } = [];
}

/// <summary>What it takes of <c>/readyz</c>.</summary>
internal sealed record TopReadiness(ImmutableArray<string>? Degraded);
