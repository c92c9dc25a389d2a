namespace ActorRelay.Commands;

/// <summary>What <c>send</c> is to send, and where to.</summary>
internal sealed record SendOptions
{
    public const int DefaultRecords = 100_000;

    public const long DefaultBytes = 50_000_000;

    public const int DefaultRetries = 5;

    public const string DefaultHeader = "X-Logpush-Auth";

    /// <summary>NDJSON files, gzip or not, and folders of them; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The edge, with the headers that carry the secret.</summary>
    public required LogpushDestination To { get; init; }

    /// <summary>A file with the certificates of the authorities to trust; null for the system's.</summary>
    public string? CaCert { get; init; }

    /// <summary>Most records in one batch.</summary>
    public int Records { get; init; } = DefaultRecords;

    /// <summary>Most bytes in one batch, before gzip. A longer line cannot be sent.</summary>
    public long Bytes { get; init; } = DefaultBytes;

    /// <summary>How often a batch is sent again that is answered 503, or whose connection is refused or lost.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Most batches on their way at once.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Where to keep what was answered 200, for good; null: beside the first path, until all is sent.</summary>
    public string? State { get; init; }
}
