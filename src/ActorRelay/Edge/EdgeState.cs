using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// What of the edge outlives a request, and what inspection, metrics and the host's stop look at. All thread-safe.
/// </summary>
internal sealed class EdgeState(EdgeSettings settings, TimeProvider time)
{
    public Admission Admission { get; } = new(settings.InFlight, settings.MaxBody);

    /// <summary>
    /// Keeps every segment that was ever needed: as garbage they would lie about until a full collection, and uploads
    /// that are refused and come again would fill memory several times over with them.
    /// </summary>
    public SegmentPool Segments { get; } = new(settings.InFlight);

    /// <summary>Who is connected to the edge.</summary>
    public ConnectionLimit Connections { get; } = new(EdgeListener.MaxConnections, new CallerAddress(settings));

    public Preflights Preflights { get; } = new();

    public RequestCounts Requests { get; } = new();

    public Jobs Jobs { get; } = new();

    public SecretUses Secrets { get; } = new(time.GetUtcNow());

    /// <summary>Bodies that go straight into the spool now have one each.</summary>
    public SemaphoreSlim SpoolPlaces { get; } = new(SpoolUploads.AtOnce);

    public AnswerTimes AnswerTimes { get; init; } = new();

    /// <summary>Those of inspection's listener, likewise.</summary>
    public CertificateFiles? InspectionCertificates { get; set; }

    /// <summary>Those of https listeners; null while nothing listens, and where none is https.</summary>
    public CertificateFiles? Certificates { get; set; }
}
