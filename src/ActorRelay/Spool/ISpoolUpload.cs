namespace ActorRelay.Spool;

/// <summary>
/// A body that was read to its end, and is on disk but for its last piece. Disposed before it was described, nothing of it
/// stays.
/// </summary>
internal interface ISpoolUpload : IAsyncDisposable
{
    /// <summary>Why it cannot be kept; <see cref="SpoolRefusal.None"/> when it can be described.</summary>
    SpoolRefusal Refusal { get; }

    /// <summary>Writes the last piece together with what is known of the batch: from then on it waits for its Receivers.</summary>
    /// <exception cref="SpoolException">It was not written, or the store cannot be used now.</exception>
    Task<SpoolPut> DescribeAsync(SpoolEntry entry);
}
