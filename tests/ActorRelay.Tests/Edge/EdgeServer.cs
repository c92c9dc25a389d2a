using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Edge;

/// <summary>The edge on a real Kestrel, port 0. Role is what each request's connection was marked with.</summary>
internal sealed class EdgeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EdgeServer(WebApplication app, EdgeState state, LogLines log)
    {
        _app = app;
        State = state;
        Log = log;
    }

    public EdgeState State { get; }

    public LogLines Log { get; }

    public IReadOnlyList<Uri> Urls { get; private set; } = [];

    public Uri Url => Urls[0];

    public ListenerRole? LastRole { get; private set; }

    public EdgeConnection? LastConnection { get; private set; }

    /// <summary>Cancelled once the server knows that the client of the last post has gone.</summary>
    public CancellationToken LastAborted { get; private set; }

    public static async Task<EdgeServer> StartAsync(
        RelaySettings settings,
        IActorRef batches,
        DatasetRecogniser? recogniser = null,
        TimeProvider? time = null,
        IActorRef? spool = null)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var state = new EdgeState(settings.Edge, time ?? TimeProvider.System);
        builder.Services.AddSingleton(state);
        IReadOnlyList<ListenOptions> listening = [];
        builder.WebHost.ConfigureKestrel(kestrel => listening = EdgeListener.Listen(kestrel, settings));
        var app = builder.Build();
        var server = new EdgeServer(app, state, log);
        var endpoint = new LogpushEndpoint(
            settings,
            batches,
            spool ?? ActorRefs.Nobody,
            recogniser ?? (static _ => null),
            state,
            time ?? TimeProvider.System,
            app.Services.GetRequiredService<ILogger<LogpushEndpoint>>());
        app.Run(context =>
        {
            server.LastConnection = context.Features.Get<EdgeConnection>();
            server.LastRole = context.Features.Get<ListenerRole>();
            server.LastAborted = context.RequestAborted;
            return endpoint.HandleAsync(context);
        });
        await app.StartAsync();
        server.Urls = [.. settings.Edge.Listen.Zip(listening, EdgeListener.Url)];
        return server;
    }

    /// <summary>A client that shows the secret.</summary>
    public HttpClient Client(HttpMessageHandler? handler = null)
    {
        var client = new HttpClient(handler ?? new SocketsHttpHandler()) { BaseAddress = Url };
        client.DefaultRequestHeaders.Add("X-Logpush-Auth", EdgeTestSettings.Secret);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token);
        await _app.DisposeAsync();
    }
}
