using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Edge;
using ActorRelay.Inspection;

namespace ActorRelay.Telemetry;

/// <summary>What metrics are read off: the status and the books of one moment.</summary>
/// <param name="Taken">When.</param>
/// <param name="Status">What the relay said of itself.</param>
/// <param name="Readiness">What <c>/readyz</c> makes of that.</param>
internal sealed record MetricsSnapshot(DateTimeOffset Taken, InspectionProtocol.StatusReport Status, Readiness Readiness)
{
    /// <summary>Records by dataset, of which no member ever goes down; quarantined are those that this process put there.</summary>
    public required ImmutableSortedDictionary<string, RecordCounts> Totals { get; init; }

    /// <summary>When a batch last came, by dataset.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> LastReceived { get; init; }

    /// <summary>What was answered, by path.</summary>
    public ImmutableArray<JobReport> Jobs { get; init; } = [];

    /// <summary>Clients that went while they waited for their answer.</summary>
    public long Gone { get; init; }

    /// <summary>Bytes of bodies, as they came.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Bytes of bodies, inflated.</summary>
    public long InflatedBytes { get; init; }
}
