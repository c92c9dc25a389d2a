using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Batches;

/// <summary>
/// What metrics and traces are told of a batch: once, when it is answered, how long it took, and one Activity. Where nobody
/// listens that is next to nothing.
/// </summary>
internal sealed class BatchMeter(IMeterFactory factory)
{
    public const string Duration = "actorrelay_batch_duration_seconds";
    public const string DurationHelp = "From the last byte of a body until its batch is answered, by how it ended.";

    private const string Outcome = "outcome";

    private static readonly ActivitySource Source = new(RelayMeter.Name);

    private readonly Histogram<double> _duration = RelayMeter.Duration(
        factory, Duration, DurationHelp, [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 9, 10, 15, 30]);

    /// <param name="isKept">It was answered 200.</param>
    public void Answered(JournalEntry batch, bool isKept)
    {
        _duration.Record((batch.Answered - batch.Received).TotalSeconds, new KeyValuePair<string, object?>(Outcome, batch.Outcome));
        if (Source.HasListeners())
        {
            Trace(batch, isKept);
        }
    }

    /// <summary>It is begun and ended at once, with the times it had: so nothing is kept while a batch runs.</summary>
    private static void Trace(JournalEntry batch, bool isKept)
    {
        using var activity = Source.StartActivity(
            "batch",
            ActivityKind.Server,
            parentContext: default,
            [
                new("actorrelay.batch", batch.Batch.Value),
                new("actorrelay.dataset", batch.Dataset),
                new("actorrelay.source", batch.Source),
                new("actorrelay.bytes", batch.Bytes),
                new("actorrelay.records", batch.Records),
                new("actorrelay.outcome", batch.Outcome),
            ],
            startTime: batch.Received);
        activity?.SetStatus(isKept ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        activity?.SetEndTime(batch.Answered.UtcDateTime);
    }
}
