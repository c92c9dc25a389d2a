using System.Reflection;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Inspection.Page;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>/user/inspection</c>: gathers what the actors of the path say of themselves. It holds no state of the path, so
/// nothing is lost when it fails; an actor that does not answer within two seconds fails the one question.
/// </summary>
internal sealed class InspectionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly InspectionSources _sources;
    private readonly DateTimeOffset _started;
    private readonly TimeProvider _time;
    private readonly StatusHistory _history;

    public InspectionActor(InspectionSources sources, TimeProvider time)
    {
        _sources = sources;
        _time = time;
        _started = time.GetUtcNow();
        _history = new StatusHistory(_started);
        var datasets = Context.ActorOf(sources.Datasets, "datasets");
        Context.ActorOf(OutagesActor.Props, "outages");
        var live = Context.ActorOf(LiveActor.Props(sources.Settings, sources.Jobs), "live");
        Receive<InspectionProtocol.GetStatus>(_ => GatherAsync().PipeTo(Self, Sender, status => new Gathered(status)));
        Receive<Gathered>(of => Sender.Tell(of.Status with { Activity = _history.Look(_time.GetUtcNow(), of.Status) }));
        Receive<Status.Failure>(failure => Sender.Tell(failure));
        Receive<Tick>(_ => _history.Tick(_time.GetUtcNow(), Sum(_sources.Accounts.Snapshot()), _sources.Edge().Answers.Values.Sum()));
        Receive<LiveProtocol.IForLive>(live.Forward);
        Receive<InspectionProtocol.GetDatasets>(datasets.Forward);
        Receive<InspectionProtocol.GetJobs>(_ => Sender.Tell(new InspectionProtocol.JobsReport(sources.Jobs())));
        Receive<InspectionProtocol.GetSecrets>(_ => Sender.Tell(sources.Secrets()));
        Receive<InspectionProtocol.GetRoutes>(_ => Sender.Tell(Routes()));
        Receive<InspectionProtocol.GetTree>(of => Sender.Tell(ActorNode.Of(((ExtendedActorSystem)Context.System).Guardian, of.Depth)));
        Receive<InspectionProtocol.DrainNode>(change =>
        {
            sources.DrainNode(change.IsDrained);
            Sender.Tell(new InspectionProtocol.NodeDrained(change.IsDrained));
        });
        Receive<InspectionProtocol.StartTail>(start => Sender.Tell(sources.Outgoing.Add(start.Sample)
            ? InspectionProtocol.TailStarted.Instance
            : new Status.Failure(new InspectionRefusedException(
                InspectionResult.NotNow, $"{OutgoingLines.MostSamples} look on already, which is the most"))));
        Receive<InspectionProtocol.GetSentLines>(_ => Sender.Tell(new InspectionProtocol.SentLines(sources.Outgoing)));
        Receive<ReloadProtocol.Reload>(sources.Reload.Forward);
        Receive<ReceiversProtocol.GetReceivers>(sources.Receivers.Forward);
        Receive<ReceiversProtocol.SetDrained>(sources.Receivers.Forward);
        Receive<BatchesProtocol.GetBatches>(sources.Batches.Forward);
        Receive<ReplayActor.ReplayQuarantine>(question => sources.Replay.Forward(question));
        Receive<SpoolProtocol.IQuestion>(question => sources.Spool.Forward(question));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickInterval);

    public static Props Props(InspectionSources sources, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new InspectionActor(sources, time));

    public static string Version { get; } = typeof(InspectionActor).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private async Task<InspectionProtocol.StatusReport> GatherAsync()
    {
        var receivers = _sources.Receivers.Ask<ReceiversProtocol.ReceiversReport>(
            ReceiversProtocol.GetReceivers.Instance, Patience);
        var spool = _sources.Spool.Ask<SpoolProtocol.SpoolReport>(SpoolProtocol.GetSpool.Instance, Patience);
        var batches = await _sources.Batches.Ask<BatchesProtocol.BatchesReport>(
            BatchesProtocol.GetBatches.Instance, Patience);
        var receiversReport = await receivers;
        var spoolReport = await spool;
        var edge = _sources.Edge();
        var accounts = _sources.Accounts.Snapshot();
        var bodies = _sources.Accounts.Bodies;
        var records = Sum(accounts);
        return new InspectionProtocol.StatusReport(
            Version,
            _started,
            edge.Draining,
            records,
            [.. accounts.Select(dataset => Report(dataset.Key, dataset.Value, batches))],
            new InspectionProtocol.SizeReport(batches.Batches.Length, records.InFlight, edge.Bytes),
            new InspectionProtocol.SizeReport(spoolReport.Batches, records.Spooled, spoolReport.Bytes),
            spoolReport,
            batches.Ledger,
            new InspectionProtocol.BodiesReport(bodies.Quarantined, bodies.Evicted),
            edge,
            _sources.Blocks(),
            [.. receiversReport.Receivers.Select(WithLines)],
            ProcessReport(_time.GetUtcNow() - _started))
        {
            Expected = _sources.Expected.Report(_time.GetUtcNow()),
            Warnings = _sources.Warnings.Snapshot(),
            Certificates = [.. _sources.Settings.Now.Receivers.Where(of => of.Addresses.Any(address => address.IsTls)).SelectMany(CertificatesOf)],
        };
    }

    private IEnumerable<InspectionProtocol.CertificateReport> CertificatesOf(ReceiverSettings receiver) =>
        ReceiverTls.Of(receiver.Tls).Lifetimes(receiver.Name).Select(of =>
            InspectionProtocol.CertificateReport.Of(of.What, of.Lifetime, _time.GetUtcNow(), "the other side"));

    private InspectionProtocol.RoutesReport Routes() => new(
    [
        .. _sources.Settings.Now.Routes.Select(route =>
            new InspectionProtocol.RouteReport(route.Datasets, route.Receivers, [.. RulesOf(route)])),
    ]);

    private static IEnumerable<string> RulesOf(RouteSettings route)
    {
        (string Name, bool IsSet)[] rules =
        [
            ("unwrap", route.Unwrap.Length > 0),
            ("event-time", !route.EventTime.IsEmpty),
            ("where", route.Rules.Where is not null),
            ("continue", route.Rules.GoesOn),
            ("sample", route.Rules.Sample < 1),
            ("include", route.Rules.Shape is { Include.IsEmpty: false }),
            ("exclude", route.Rules.Shape is { Exclude.IsEmpty: false }),
            ("rename", route.Rules.Shape is { Renames: true }),
            ("mask", route.Rules.Shape is { Masks: true }),
            ("add", route.Rules.Shape is { Add.IsEmpty: false }),
            ("flatten", route.Rules.Shape is { Flatten: true }),
            ("drop-empty", route.Rules.Shape is { DropEmpty: true }),
        ];
        return rules.Where(rule => rule.IsSet).Select(rule => rule.Name);
    }

    private static RecordCounts Sum(IReadOnlyDictionary<string, RecordCounts> accounts) =>
        accounts.Values.Aggregate(default(RecordCounts), (sum, counts) => sum + counts);

    private ReceiversProtocol.ReceiverReport WithLines(ReceiversProtocol.ReceiverReport receiver)
    {
        var lines = _sources.Accounts.LinesOf(receiver.Name);
        return receiver with
        {
            Shortened = lines.Shortened,
            Overflowed = lines.Overflowed,
            ReceiveTimeUsed = lines.ReceiveTimeUsed,
        };
    }

    private static InspectionProtocol.DatasetBooks Report(
        string dataset, RecordCounts records, BatchesProtocol.BatchesReport batches)
    {
        var running = batches.Batches.Where(batch => batch.Dataset == dataset).ToList();
        return new InspectionProtocol.DatasetBooks(
            dataset,
            records,
            new InspectionProtocol.SizeReport(running.Count, records.InFlight, running.Sum(batch => batch.Bytes)),
            new InspectionProtocol.SizeReport(0, records.Spooled, 0));
    }

    private static InspectionProtocol.ProcessReport ProcessReport(TimeSpan uptime)
    {
        var heap = GC.GetGCMemoryInfo();
        return new InspectionProtocol.ProcessReport(
            uptime.TotalSeconds,
            Environment.CpuUsage.TotalTime.TotalSeconds,
            GC.GetTotalAllocatedBytes(),
            Environment.WorkingSet)
        {
            HeapBytes = heap.HeapSizeBytes,
            CommittedBytes = heap.TotalCommittedBytes,
        };
    }

    private sealed record Gathered(InspectionProtocol.StatusReport Status);

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
