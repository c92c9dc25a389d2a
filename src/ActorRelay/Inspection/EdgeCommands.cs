using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Edge;

namespace ActorRelay.Inspection;

/// <summary>What comes in: <c>jobs</c> and <c>secrets</c>.</summary>
internal static class EdgeCommands
{
    /// <summary>Cloudflare disables a job of which no batch was taken for so long.</summary>
    private static readonly TimeSpan Disabled = TimeSpan.FromHours(24);

    public static InspectionCommand Jobs { get; } = new(
        "jobs",
        "Per path, which stands for a job: last batch, rate, pre-flight, what it is answered, since when and why it is refused.",
        call => call.ReportAsync<InspectionProtocol.JobsReport>(
            InspectionProtocol.GetJobs.Instance, report => Rows(report, call.Time.GetUtcNow())));

    public static InspectionCommand Secrets { get; } = new(
        "secrets",
        "Per secret its last use, by which path, and its uses in 24 h, so that a rotation can be finished.",
        call => call.ReportAsync<SecretsReport>(
            InspectionProtocol.GetSecrets.Instance, report => Rows(report, call.Time.GetUtcNow())));

    /// <returns>How long until Cloudflare disables a job; null while it is not refused.</returns>
    public static TimeSpan? TimeLeft(JobReport job, DateTimeOffset now) =>
        job.RefusingSince is { } since ? TimeSpan.FromTicks(Math.Max(0, (since + Disabled - now).Ticks)) : null;

    private static ReportRows Rows(InspectionProtocol.JobsReport report, DateTimeOffset now)
    {
        var rows = new ReportRows().Table(
            $"jobs: {report.Jobs.Length}",
            ["path", "last batch", "batches/min", "in", "pre-flight", "answers", "slowest", "secret"],
            report.Jobs.Select(of => (IReadOnlyList<string>)
            [
                of.Path, Units.Ago(of.LastBatch, now), FormattableString.Invariant($"{of.BatchesPerMinute:0.#}"),
                $"{ByteSizes.Rounded(of.BytesPerSecond)}/s", of.LastPreflight is { } preflight ? Units.Ago(preflight, now) : "-",
                string.Join(", ", of.Answers.Select(answers => $"{answers.Key}: {Units.Short(answers.Value)}")),
                of.SlowestSeconds is { } slowest ? Units.Span(TimeSpan.FromSeconds(slowest)) : "-",
                of.Secret.Length > 0 ? of.Secret : "-",
            ]));
        foreach (var of in report.Jobs)
        {
            if (TimeLeft(of, now) is { } left)
            {
                rows.Line($"! {of.Path} has been refused for {Units.Span(now - of.RefusingSince!.Value)}: Cloudflare disables the job "
                    + (left > TimeSpan.Zero ? $"in {Units.Span(left)}" : "after 24 h, so it may have done so"));
            }

            if (of.LastRefusal is { } refusal)
            {
                rows.Line($"{of.Path}: answered {refusal.Status} {Units.Ago(refusal.At, now)}: {refusal.Why}");
            }

            if (of.Gone > 0)
            {
                rows.Line($"{of.Path}: {Units.Count(of.Gone)} clients had gone when the answer was there, "
                    + $"the last {Units.Span(TimeSpan.FromSeconds(of.GoneAfterSeconds ?? 0))} behind the last byte");
            }

            if (of.Abandoned > 0)
            {
                rows.Line($"{of.Path}: {Units.Count(of.Abandoned)} uploads ended in their midst");
            }
        }

        return rows;
    }

    private static ReportRows Rows(SecretsReport report, DateTimeOffset now) => new ReportRows()
        .Table(
            $"secrets: {report.Secrets.Length}",
            ["name", "last use", "by", "uses in 24 h", ""],
            report.Secrets.Select(of => (IReadOnlyList<string>)
            [
                of.Name, Units.Ago(of.LastUse, now), of.LastPath ?? "-", Units.Count(of.UsesInDay), of.IsRemoved ? "not in the settings" : "",
            ]))
        .Line($"Uses are known since the relay was started, {Units.Ago(report.Since, now)}.");
}
