using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// What of the edge outlives a request, and what inspection, metrics and the host's stop look at. All thread-safe.
/// </summary>
internal sealed class EdgeState(EdgeSettings settings)
{
    /// <summary>Segments kept between bursts; what a burst takes beyond it goes back to the system.</summary>
    private const long KeptBytes = 64 * 1024 * 1024;

    public Admission Admission { get; } = new(settings.InFlight, settings.MaxBody);

    public SegmentPool Segments { get; } = new(Math.Min(settings.InFlight, KeptBytes));

    public Preflights Preflights { get; } = new();

    public RequestCounts Requests { get; } = new();
}
