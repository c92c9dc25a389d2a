using System.Collections.Immutable;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>Whether the edge can answer 200 now, and what is degraded.</summary>
/// <param name="Ready">Every route has a live Receiver for each name it lists, and the relay is not draining.</param>
/// <param name="Degraded">What is not as it should be, in words.</param>
internal sealed record Readiness(bool Ready, ImmutableArray<string> Degraded)
{
    public static Readiness Of(InspectionProtocol.StatusReport status, ImmutableArray<RouteSettings> routes)
    {
        var live = status.Receivers.Where(receiver => receiver.Connections > 0).Select(receiver => receiver.Name).ToHashSet();
        var blocked = routes.SelectMany(route => route.Receivers).Distinct().Where(name => !live.Contains(name));
        var degraded = status.Receivers
            .Where(receiver => receiver.Connections < receiver.Links.Length)
            .Select(receiver => $"receiver {receiver.Name} is {receiver.State}, "
                + $"{receiver.Connections} of {receiver.Links.Length} connections live");
        return new Readiness(
            !status.Draining && !blocked.Any(),
            [.. status.Draining ? (string[])["draining"] : [], .. degraded]);
    }
}
