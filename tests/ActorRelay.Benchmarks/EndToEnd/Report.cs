using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>The run in tables. A MB is 10^6 bytes and a GB 10^9, of inflated lines unless it says otherwise.</summary>
internal sealed class Report(TextWriter output)
{
    /// <summary>Writes what there is; nothing when no round was finished.</summary>
    /// <param name="run">Finished, or as far as it came.</param>
    /// <param name="failure">Why it came no further, or null.</param>
    public void Write(EndToEndRun run, string? failure)
    {
        var measured = run.Workloads.Where(result => result.Rounds > 0).ToList();
        if (measured.Count == 0)
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            End to end: servers driven in turn in one run.
            {(failure is null ? "Every line posted came out once." : $"NOT FINISHED, so count on nothing below. {failure}")}
            cpu is user and system time of the server process alone. Median (least..most) over rounds.
            {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}
            {Environment.ProcessorCount} cores, load average {File.ReadAllText("/proc/loadavg").Trim()}

            """));
        foreach (var result in measured)
        {
            WriteWorkload(result);
        }

        WriteRatios(measured);
        WriteStalls(run.Stalls);
        WriteGoals([.. measured.SelectMany(Goal.Of), .. run.Stalls.SelectMany(Goal.Of)]);
    }

    private void WriteWorkload(WorkloadResult result)
    {
        var first = result.Workload.Bodies[0];
        var (inflated, compressed) = (Megabytes(first.InflatedBytes), Megabytes(first.Compressed.Length));
        output.WriteLine(Text(
            $"{result.Workload.Name}: {first.Records:N0} records, {inflated} MB, as gzip {compressed} MB, {result.Workload.Posts} posts at once; rounds: {result.Rounds}"));
        output.WriteLine();
        var table = new TextTable(
            "server", "cpu-s/GB", "MB/s", "posts/s", "records/s", "records/cpu-s", "alloc KB/batch", "alloc B/record",
            "peak RSS MB", "compressed in flight MB", "blocks MB");
        foreach (var server in result.Servers)
        {
            table.Add(
                server.Name,
                server.Of(round => round.CpuSecondsPerGigabyte).ToString(),
                Whole(server.Of(round => round.MegabytesPerSecond).Median),
                Whole(server.Of(round => round.PostsPerSecond).Median),
                Whole(server.Of(round => round.RecordsPerSecond).Median),
                Whole(server.Of(round => round.RecordsPerCpuSecond).Median),
                Text($"{server.Of(round => round.AllocatedPerBatch).Median / 1e3:0.0}"),
                Text($"{server.Of(round => round.AllocatedPerRecord).Median:0.0}"),
                Megabytes(server.PeakRss),
                Megabytes(result.Workload.CompressedInFlight),
                Megabytes(server.BlockBytes));
        }

        table.WriteTo(output);
    }

    private void WriteRatios(List<WorkloadResult> results)
    {
        var table = new TextTable(
            "cpu per GB, same round", "gunzip+send / gunzip", "relay / gunzip", "relay / gunzip+send");
        foreach (var result in results)
        {
            table.Add(
                result.Workload.Name,
                Ratio(result.CpuRatio(EndToEndRun.RawSend, EndToEndRun.Gunzip)),
                Ratio(result.CpuRatio(EndToEndRun.Relay, EndToEndRun.Gunzip)),
                Ratio(result.CpuRatio(EndToEndRun.Relay, EndToEndRun.RawSend)));
        }

        table.WriteTo(output);
        foreach (var result in results)
        {
            foreach (var other in result.Servers.Select(server => server.Name).Except([EndToEndRun.Gunzip, EndToEndRun.RawSend, EndToEndRun.Relay]))
            {
                output.WriteLine($"{result.Workload.Name}: relay / {other} {Ratio(result.CpuRatio(EndToEndRun.Relay, other))}");
            }
        }
    }

    private void WriteStalls(List<StallResult> stalls)
    {
        var table = new TextTable(
            "sink stalled", "seconds", "RSS before MB", "RSS at rest MB", "RSS at the end MB", "peak RSS MB",
            "compressed in flight MB", "blocks MB");
        foreach (var stall in stalls)
        {
            table.Add(
                stall.Server,
                Text($"{stall.Length.TotalSeconds:0.0}"),
                Megabytes(stall.RssBefore),
                Megabytes(stall.RssStalled),
                Megabytes(stall.RssAfter),
                Megabytes(stall.PeakRss),
                Megabytes(stall.CompressedInFlight),
                Megabytes(stall.BlockBytes));
        }

        table.WriteTo(output);
    }

    private void WriteGoals(IReadOnlyList<Goal> goals)
    {
        if (goals.Count == 0)
        {
            output.WriteLine("The relay was not measured, so no goal was.");
            return;
        }

        var table = new TextTable("goal", "measured", "allowed", "result");
        foreach (var goal in goals)
        {
            var (measured, allowed) = (Text($"{goal.Measured:0.00}"), Text($"{goal.Allowed:0.00}"));
            table.Add(goal.What, measured, allowed, goal.IsMet ? "pass" : "MISS");
        }

        table.WriteTo(output);
    }

    private static string Ratio(Spread? ratio) => ratio?.ToString() ?? "-";

    private static string Whole(double value) => Text($"{value:N0}");

    private static string Megabytes(long bytes) => Text($"{bytes / 1e6:0.0}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
