using ActorRelay.Batches;
using ActorRelay.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorRelay.Edge;

/// <summary>What the edge consists of.</summary>
internal static class EdgeServices
{
    public static IServiceCollection AddEdge(this IServiceCollection services, RelaySettings settings) => services
        .AddSingleton(_ => new Admission(settings.Edge.InFlight))
        .AddSingleton<PathMemory>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<LogpushEndpoint>(
            provider, provider.GetRequiredService<IRequiredActor<BatchesActor>>().ActorRef));
}
