using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using ActorRelay.Streams;
using ActorRelay.Syslog;

namespace ActorRelay.Batches;

/// <summary>What a <see cref="RunActor"/> is to run: a body that was posted just now, or a copy out of the spool.</summary>
internal sealed record Run
{
    private Run()
    {
    }

    public required BatchOrigin Origin { get; init; }

    /// <summary>The Receivers it goes to, in the order in which <see cref="Progress"/> counts them.</summary>
    public required ImmutableArray<string> Receivers { get; init; }

    public required BatchProgress Progress { get; init; }

    public required RelaySettings Settings { get; init; }

    /// <summary>Null where no route takes the dataset any more.</summary>
    public required DatasetRoutes? Routes { get; init; }

    /// <summary>The body that was posted, which is the run's; null for a copy.</summary>
    public BatchBody? Body { get; private init; }

    /// <summary>The claim, and the body to be read, which is the run's; null for a post.</summary>
    public (SpoolClaim Claim, Stream Body)? Copy { get; private init; }

    public bool IsCopy => Copy is not null;

    /// <summary>Blocks it must be promised to be sure to end.</summary>
    public int Blocks => FormatPlan.BlocksNeeded(Receivers.Length);

    public static Run Of(Batch batch, BatchProgress progress) => new()
    {
        Origin = batch.Origin,
        Receivers = batch.Routes.Receivers,
        Progress = progress,
        Settings = batch.Settings,
        Routes = batch.Routes,
        Body = batch.Body,
    };

    /// <summary>
    /// Under the settings of today. A Receiver that no route names for this dataset any more still gets what was promised.
    /// </summary>
    public static Run Of(SpoolClaim claim, Stream body, RelaySettings settings, RecordAccounts accounts)
    {
        var batch = claim.Batch;
        var reached = new ResumePoint([claim.ConfirmedTo], batch.SetAsideTo, batch.Quarantined);
        return new Run
        {
            Origin = batch.Origin,
            Receivers = [claim.Receiver],
            Progress = new BatchProgress(batch.Dataset, receivers: 1, accounts, reached, batch.Framed),
            Settings = settings,
            Routes = DatasetRoutes.Find(settings.Routes, batch.Dataset),
            Copy = (claim, body),
        };
    }

    /// <summary>How its lines are made.</summary>
    public FormatPlan Plan(BlockLease lease, BatchBody body, BatchWork work)
    {
        var outputs = Outputs();
        return new FormatPlan
        {
            Origin = Origin,
            Input = Routes?.Input ?? InputStyle.Json,
            InvalidUtf8 = Routes?.InvalidUtf8 ?? InvalidUtf8.Replace,
            EventTime = Routes?.EventTime ?? [],
            Unwrap = Routes?.Unwrap ?? "",
            LooksWrapped = member => work.Envelopes.Warn(Origin.Path, member),
            Outputs = IsCopy ? [outputs.Single(IsMine)] : outputs,
            Others = IsCopy ? [.. outputs.Where(output => !IsMine(output))] : [],
            SampleKey = BodyHash.Parse(Origin.Hash).A,
            Lease = lease,
            Progress = Progress,
            Quarantine = work.Quarantine,
            MaxBadLines = Settings.Quarantine.MaxLines,
            BodyAside = line => Aside(body.Share(), line),
            Seen = !IsCopy && Routes?.Input is InputStyle.Json
                ? work.Datasets.Of(Origin.Dataset, Receivers, Routes.EventTime)
                : null,
        };
    }

    private ImmutableArray<OutputPlan> Outputs() => Routes switch
    {
        { Outputs: { IsDefault: false } known } => known,
        { } routes when !IsCopy || routes.Receivers.Contains(Receivers[0]) => OutputPlan.For(routes, Origin.Dataset, Settings),
        _ => [OutputPlan.OfAll(Settings.FormatOf(Receivers[0])) with { Receiver = Receivers[0] }],
    };

    private bool IsMine(OutputPlan output) => output.Receiver == Receivers[0];

    /// <summary>
    /// All of a body that has a record longer than <c>max-line</c>, for quarantine, because that record is nowhere else. It
    /// has a name of its own, for the batch may be in the spool, and go from there.
    /// </summary>
    private QuarantineProtocol.SetBodyAside Aside(BatchBody body, long line) => new(
        Origin with { Id = new BatchId($"{Origin.Id}-whole") },
        $"line-{line}-too-long",
        body.Bytes,
        body)
    {
        Why = $"its line {line} is longer than edge.max-line; the rest of it is delivered",
    };
}
