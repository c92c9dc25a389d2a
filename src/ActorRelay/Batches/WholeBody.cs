using ActorRelay.Accounts;

namespace ActorRelay.Batches;

/// <summary>
/// The body of a batch that has a record longer than <c>max-line</c>, for quarantine: all of it, because that record is
/// nowhere else. It has a name of its own, for the batch may be in the spool, and go from there.
/// </summary>
internal static class WholeBody
{
    /// <param name="batch">Whose it is.</param>
    /// <param name="dataset">Of the batch.</param>
    /// <param name="source">Of the batch.</param>
    /// <param name="path">Where it was posted.</param>
    /// <param name="received">When its last byte came.</param>
    /// <param name="hash">What the body is known by, as text.</param>
    /// <param name="body">Quarantine's from here on.</param>
    /// <param name="line">The record that is too long; of several, the first.</param>
    public static QuarantineProtocol.SetBodyAside Of(
        BatchId batch, string dataset, string source, string path, DateTimeOffset received, string hash, BatchBody body, long line) =>
        new(new BatchId($"{batch}-whole"), dataset, source, path, received, hash, $"line-{line}-too-long", body.Bytes, body)
        {
            Why = $"its line {line} is longer than edge.max-line; the rest of it is delivered",
        };
}
