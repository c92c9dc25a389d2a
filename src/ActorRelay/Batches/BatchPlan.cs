using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using ActorRelay.Syslog;

namespace ActorRelay.Batches;

/// <summary>What a batch that has come in just now says of how its lines are made.</summary>
internal static class BatchPlan
{
    /// <param name="batch">The batch.</param>
    /// <param name="lease">Its blocks.</param>
    /// <param name="progress">Of the batch.</param>
    /// <param name="work">What batches share.</param>
    public static FormatPlan Of(Batch batch, BlockLease lease, BatchProgress progress, BatchWork work) => new()
    {
        Batch = batch.Id,
        Dataset = batch.Dataset,
        Source = batch.Source,
        Host = work.Host,
        Input = batch.Routes.Input,
        InvalidUtf8 = batch.Routes.InvalidUtf8,
        EventTime = batch.Routes.EventTime,
        Unwrap = batch.Routes.Unwrap,
        LooksWrapped = member => work.Envelopes.Warn(batch.Path, member),
        Received = batch.Received,
        Outputs = OutputPlan.For(batch.Routes, batch.Settings),
        SampleKey = batch.Hash.A,
        Lease = lease,
        Progress = progress,
        Quarantine = work.Quarantine,
        MaxBadLines = batch.Settings.Quarantine.MaxLines,
        BodyAside = line => WholeBody.Of(
            batch.Id, batch.Dataset, batch.Source, batch.Path, batch.Received, batch.Hash.ToString(), batch.Body.Share(), line),
        Seen = batch.Routes.Input is InputStyle.Json
            ? work.Datasets.Of(batch.Dataset, batch.Routes.Receivers, batch.Routes.EventTime)
            : null,
    };
}
