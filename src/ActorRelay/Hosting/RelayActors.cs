using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;

namespace ActorRelay.Hosting;

/// <summary>What runs in the actor system, from the far end of the path to the near one.</summary>
internal static class RelayActors
{
    public static IServiceCollection AddRelayActors(this IServiceCollection services, RelaySettings settings) => services
        .AddSingleton(provider => new RecordAccounts(name => IsNamed(provider.GetRequiredService<CurrentSettings>().Now, name)))
        .AddSingleton(_ => new BlockPool(Math.Max(BlockPool.MinCapacity, settings.Blocks - settings.ReplayBlocks)))
        .AddAkka("actorrelay", (akka, provider) => akka
            .AddHocon(AkkaSettings.Hocon(settings), HoconAddMode.Prepend)
            .AddSetup(new LogForwarderSetup(provider.GetRequiredService<ILoggerFactory>()))
            .AddPbm(provider, settings)
            .WithActors((system, registry) => Start(system, registry, provider, settings)));

    private static AkkaConfigurationBuilder AddPbm(this AkkaConfigurationBuilder akka, IServiceProvider provider, RelaySettings settings)
    {
#if PETABRIDGE_CMD
        PbmDoor.AddTo(
            akka, settings, provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PbmDoor)), provider.GetRequiredService<CommandRunner>);
#endif
        return akka;
    }

    /// <summary>A route names it just so, or it is expected: of other spellings a sender could write any number.</summary>
    private static bool IsNamed(RelaySettings settings, string dataset) =>
        settings.Routes.Any(route => route.Datasets.Contains(dataset, StringComparer.Ordinal))
        || settings.Expect.Any(expected => expected.Dataset == dataset);

    private static void Start(ActorSystem system, IActorRegistry registry, IServiceProvider provider, RelaySettings settings)
    {
        var accounts = provider.GetRequiredService<RecordAccounts>();
        var pool = provider.GetRequiredService<BlockPool>();
        var edge = provider.GetRequiredService<EdgeState>();
        var time = provider.GetRequiredService<TimeProvider>();
        var current = provider.GetRequiredService<CurrentSettings>();

        var outgoing = new OutgoingLines(settings.Inspection.FindMemory, time.GetUtcNow());

        // An actor that is made by another fails by itself, and the relay would start without it.
        system.Dispatchers.Lookup("akka.actor.default-blocking-io-dispatcher");

        var copies = CopiesActor.Props(current, accounts);
        var quarantine = QuarantineActor.Props(settings.Quarantine.MaxSize, accounts);
        var journal = JournalActor.Props(settings.Journal, time);
        var spool = system.ActorOf(SpoolActor.Props(SpoolOpeners.Of(settings), settings.Spool, copies, quarantine, journal), "spool");
        var receivers = system.ActorOf(ReceiversActor.Props(settings.Receivers, new DrainedFile(settings.StateDir), outgoing), "receivers");
        var work = new BatchWork(pool, accounts, spool)
        {
            Spool = spool,
            Room = new BacklogRoom(edge.Segments, settings.Edge.InFlight / 4),
            Datasets = new SeenDatasets(time, name => IsNamed(current.Now, name)),
            Journal = spool,
            Meter = new BatchMeter(provider.GetRequiredService<IMeterFactory>()),
            Envelopes = new EnvelopeWarnings(Logging.GetLogger(system, typeof(EnvelopeWarnings))),
        };
        var ledger = new BatchLedger(settings.Ledger, time);
        var batches = system.ActorOf(BatchesActor.Props(current, work, receivers, ledger), "batches");
        var expected = new ExpectedDatasets(current, accounts, time.GetUtcNow());
        var reload = system.ActorOf(ReloadActor.Props(current, provider.GetService<RelayCalling>(), pool, receivers), "reload");
        var sources = new InspectionSources(
            current,
            accounts,
            () => new InspectionProtocol.BlocksReport(
                settings.Blocks, current.Now.ReplayBlocks, pool.Taken, pool.Outstanding, pool.Made),
            () => Report(edge, time.GetUtcNow()),
            batches,
            receivers,
            spool,
            system.ActorOf(ReplayActor.Props(current, batches, spool, time), "replay"),
            reload,
            DatasetsActor.Props(
                work.Datasets,
                new DatasetWarnings(current, accounts.ReceivedOf),
                settings.StateDir,
                time,
                expected.Remember))
        {
            Expected = expected,
            Outgoing = outgoing,
            Jobs = () => JobsOf(edge, time.GetUtcNow()),
            Secrets = () => edge.Secrets.Report(current.Now.Edge.Secrets.Select(secret => secret.Name), time.GetUtcNow()),
            DrainNode = isDrained => edge.Admission.IsClosed = isDrained,
            Warnings = provider.GetRequiredService<RecentWarnings>(),
        };
        var inspection = system.ActorOf(InspectionActor.Props(sources, time), "inspection");

        registry.Register<BatchesActor>(batches);
        registry.Register<ReceiversActor>(receivers);
        registry.Register<SpoolActor>(spool);
        registry.Register<InspectionActor>(inspection);
        registry.Register<ReloadActor>(reload);
    }

    private static ImmutableArray<JobReport> JobsOf(EdgeState edge, DateTimeOffset now)
    {
        var preflights = edge.Preflights.Snapshot().ToDictionary(preflight => preflight.Path, preflight => preflight.Last);
        return [.. edge.Jobs.Snapshot(now).Select(job => job with { LastPreflight = preflights.TryGetValue(job.Path, out var last) ? last : null })];
    }

    private static InspectionProtocol.EdgeReport Report(EdgeState edge, DateTimeOffset now)
    {
        var room = edge.Admission.Report();
        return new InspectionProtocol.EdgeReport(
            room.Capacity,
            room.Used,
            room.Uploads,
            room.Waiting,
            room.Refused,
            room.Draining,
            edge.Requests.Snapshot(),
            edge.Requests.Outcomes(),
            edge.Requests.Abandoned,
            edge.Preflights.Snapshot().ToDictionary(preflight => preflight.Path, preflight => preflight.Last))
        {
            Drained = edge.Admission.IsClosed,
            Connections = edge.Connections.Connections,
            MaxConnections = edge.Connections.Capacity,
            Certificates = [
                .. (edge.Certificates?.Lifetimes() ?? []).Concat(edge.InspectionCertificates?.Lifetimes() ?? [])
                    .Select(of => InspectionProtocol.CertificateReport.Of(of.Path, of.Lifetime, now)),
            ],
        };
    }
}
