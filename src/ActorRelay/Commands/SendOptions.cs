namespace ActorRelay.Commands;

/// <summary>What <c>send</c> is to send, and where to.</summary>
internal sealed record SendOptions
{
    public const int DefaultRecords = 100_000;

    public const long DefaultBytes = 50_000_000;

    public const int DefaultRetries = 5;

    public const string DefaultHeader = "X-Logpush-Auth";

    /// <summary>An NDJSON file, gzip or not; <c>-</c> is standard input.</summary>
    public required string File { get; init; }

    /// <summary>The edge, with the dataset as its path.</summary>
    public required Uri To { get; init; }

    /// <summary>Name of the header that carries the secret.</summary>
    public string Header { get; init; } = DefaultHeader;

    /// <summary>Null: no such header is sent.</summary>
    public string? Secret { get; init; }

    /// <summary>Most records in one batch.</summary>
    public int Records { get; init; } = DefaultRecords;

    /// <summary>Most bytes in one batch, before gzip. A longer line cannot be sent.</summary>
    public long Bytes { get; init; } = DefaultBytes;

    /// <summary>How often a batch that is answered 503 is sent again.</summary>
    public int Retries { get; init; } = DefaultRetries;
}
