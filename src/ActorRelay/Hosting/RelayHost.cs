using System.Diagnostics.Metrics;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using ActorRelay.Inspection.Page;
using ActorRelay.Records;
using ActorRelay.Spool;
using ActorRelay.Telemetry;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorRelay.Hosting;

/// <summary>Puts the relay together: one Kestrel with the edge's and inspection's listeners, and the actor system behind it.</summary>
internal static class RelayHost
{
    /// <summary>Bytes the transport reads ahead on each connection: its own 1 MiB adds up where many upload at once.</summary>
    private const int TransportReadAhead = 128 * 1024;

    /// <summary>Beyond <c>stop-timeout</c>: <see cref="DrainService.Beyond"/>, then for Kestrel and the actor system to end.</summary>
    private static readonly TimeSpan StopMargin = DrainService.Beyond + TimeSpan.FromSeconds(10);

    /// <param name="settings">What it is to do.</param>
    /// <param name="calling">Null: signals are somebody else's.</param>
    public static (WebApplication App, RelayListeners Listeners) Build(RelaySettings settings, RelayCalling? calling)
    {
        // The empty builder reads no appsettings.json and no ASPNETCORE_ variables: settings come from one place.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorrelay" });
        AddLogging(builder.Logging, settings.Log);
        var listeners = new RelayListeners(settings);
        builder.WebHost
            .UseKestrelCore()
            .UseSockets(sockets => sockets.MaxReadBufferSize = TransportReadAhead)
            .UseKestrelHttpsConfiguration();
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopTimeout + StopMargin)
            .AddOptions<KestrelServerOptions>().Configure(listeners.Listen);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton<CurrentSettings>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(provider => new EdgeState(settings.Edge, provider.GetRequiredService<TimeProvider>())
            {
                AnswerTimes = new AnswerTimes(provider.GetRequiredService<IMeterFactory>()),
            })
            .AddSingleton<RecentWarnings>()
            .AddSingleton<ILoggerProvider, RecentWarningsLogger>()
            .AddSingleton<DatasetRecogniser>(DatasetCatalogue.Recognise)
            .AddSingleton(provider => new EdgeEndpoint(
                provider.GetRequiredService<CurrentSettings>(),
                snapshot => ActivatorUtilities.CreateInstance<LogpushEndpoint>(
                    provider,
                    snapshot,
                    provider.GetRequiredService<IRequiredActor<BatchesActor>>().ActorRef,
                    provider.GetRequiredService<IRequiredActor<SpoolActor>>().ActorRef)))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<CommandRunner>(
                provider,
                provider.GetRequiredService<IRequiredActor<InspectionActor>>().ActorRef,
                provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping))
            .AddSingleton(provider => new InspectionEndpoint(
                provider.GetRequiredService<CommandRunner>(),
                new PageEndpoint(
                    provider.GetRequiredService<IRequiredActor<InspectionActor>>().ActorRef,
                    provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping),
                settings.Inspection))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<MetricsSnapshots>(
                provider, () => provider.GetRequiredService<IRequiredActor<InspectionActor>>().ActorRef))
            .AddSingleton<RelayMetrics>()
            .AddRelayActors(settings)
            .AddHostedService<DrainService>();
        TelemetryExport.AddTo(builder.Configuration, builder.Services);
        if (calling is not null)
        {
            // Of services the host makes all before it starts the first, so that no moment is left without.
            builder.Services.AddSingleton(calling).AddHostedService<HangUpService>().AddSystemd();
        }

        // After systemd's, which would choose another: this one has its priorities too.
        LogText.AddTo(builder.Logging, settings.Log);

        var app = builder.Build();
        ServeMetrics(app);
        app.Run(context => RelayListeners.IsInspection(context)
            ? context.RequestServices.GetRequiredService<InspectionEndpoint>().HandleAsync(context)
            : context.RequestServices.GetRequiredService<EdgeEndpoint>().HandleAsync(context));
        return (app, listeners);
    }

    /// <summary><c>/metrics</c>, as Prometheus reads it; what it reads is taken first.</summary>
    private static void ServeMetrics(WebApplication app)
    {
        app.Services.GetRequiredService<RelayMetrics>();
        var snapshots = app.Services.GetRequiredService<MetricsSnapshots>();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            meterProvider: null,
            RelayListeners.IsScrape,
            path: null,
            branch => branch.Use(async (context, next) =>
            {
                await snapshots.RefreshAsync();
                await next(context);
            }),
            optionsName: null);
    }

    private static void AddLogging(ILoggingBuilder logging, LogSettings settings)
    {
        logging.SetMinimumLevel(settings.Level);
        logging.AddFilter("Microsoft", level => level >= LogLevel.Warning && level >= settings.Level);

        // What it fails with it also throws, and that is told in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // At each stop it names an exit code, which is not the one the program ends with.
        logging.AddFilter(
            typeof(CoordinatedShutdown).FullName, level => level >= LogLevel.Warning && level >= settings.Level);
    }
}
