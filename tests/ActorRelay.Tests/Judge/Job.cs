namespace ActorRelay.Tests.Judge;

/// <summary>One Logpush job.</summary>
/// <param name="Dataset">What it sends.</param>
/// <param name="TimeField">The field of that dataset that holds the event time.</param>
/// <param name="Source">The second segment of the path it posts to.</param>
/// <param name="BatchSize">Records of a batch.</param>
internal sealed record Job(string Dataset, string TimeField, string Source, int BatchSize)
{
    /// <summary>
    /// As a busy account has them: one sends many small batches, one few large ones. Each size divides 5,000.
    /// </summary>
    public static readonly IReadOnlyList<Job> Busy =
    [
        new("gateway_http", "Datetime", "zone-1", 250),
        new("firewall_events", "Datetime", "zone-2", 500),
        new("gateway_dns", "Datetime", "zone-3", 1000),
        new("zero_trust_network_sessions", "SessionStartTime", "zone-4", 2500),
    ];

    public string Path => $"{Dataset}/{Source}";
}
