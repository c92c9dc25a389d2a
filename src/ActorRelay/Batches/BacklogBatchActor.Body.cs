using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <content>How it gets its body, and what is made of it.</content>
internal sealed partial class BacklogBatchActor
{
    private void Read()
    {
        if (_stopping)
        {
            return;
        }

        var length = _claim.Batch.Bytes;
        if (_work.Room.TryTake(length) is { } buffer)
        {
            _reading = true;
            ReadAsync(_stored, buffer, () => _work.Room.Return(buffer, length), _endReading.Token).PipeTo(Self);
        }
        else
        {
            var self = Self;
            _work.Room.WhenFreed(() => self.Tell(RoomFreed.Instance));
        }
    }

    private static async Task<BodyRead> ReadAsync(Stream stored, BodyBuffer buffer, Action release, CancellationToken stop)
    {
        try
        {
            await using (stored)
            {
                var segment = new byte[BodySegment.Size];
                int read;
                while ((read = await stored.ReadAsync(segment, stop)) > 0)
                {
                    buffer.Append(segment.AsSpan(0, read));
                }
            }

            return new BodyRead(new BatchBody(buffer.Bytes, release), null);
        }
        catch (Exception e)
        {
            release();
            return new BodyRead(null, e);
        }
    }

    /// <summary>
    /// Under the settings of today. A Receiver that no route names for this dataset any more still gets what was promised.
    /// </summary>
    private FormatPlan Plan(BlockLease lease, BatchBody body)
    {
        var batch = _claim.Batch;
        var routes = DatasetRoutes.Find(_settings.Routes, batch.Dataset);
        var outputs = routes is not null && routes.Receivers.Contains(_claim.Receiver)
            ? OutputPlan.For(routes, _settings)
            : [OutputPlan.OfAll(_settings.FormatOf(_claim.Receiver)) with { Receiver = _claim.Receiver }];
        var output = outputs.Single(output => output.Receiver == _claim.Receiver);
        return new FormatPlan
        {
            Batch = batch.Id,
            Dataset = batch.Dataset,
            Source = batch.Source,
            Host = batch.Host,
            Input = routes?.Input ?? InputStyle.Json,
            InvalidUtf8 = routes?.InvalidUtf8 ?? InvalidUtf8.Replace,
            EventTime = routes?.EventTime ?? [],
            Unwrap = routes?.Unwrap ?? "",
            LooksWrapped = member => _work.Envelopes.Warn(batch.Path, member),
            Received = batch.Received,
            Outputs = [output],
            Others = [.. outputs.Where(other => other.Receiver != _claim.Receiver)],
            SampleKey = BodyHash.Parse(batch.Hash).A,
            Lease = lease,
            Progress = _progress,
            Quarantine = _work.Quarantine,
            BodyAside = line => WholeBody.Of(
                batch.Id, batch.Dataset, batch.Source, batch.Path, batch.Received, batch.Hash, body.Share(), line),
            MaxBadLines = _settings.Quarantine.MaxLines,
        };
    }
}
