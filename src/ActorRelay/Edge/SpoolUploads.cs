using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using ActorRelay.Streams;
using Akka.Actor;

namespace ActorRelay.Edge;

/// <summary>
/// Takes bodies for which there is no memory straight from the socket into the spool. At most <see cref="AtOnce"/> at a
/// time, for each takes a MiB of memory; others wait, and with them their senders.
/// </summary>
/// <param name="spool">Takes <see cref="SpoolProtocol.Put"/>.</param>
/// <param name="batches">Takes <see cref="BatchesProtocol.SubmitSpooled"/>.</param>
/// <param name="settings">Limits.</param>
/// <param name="time">Clock of receipt.</param>
internal sealed class SpoolUploads(IActorRef spool, IActorRef batches, EdgeSettings settings, TimeProvider time)
{
    public const int AtOnce = 16;

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Puts one.</summary>
    /// <param name="id">Of the batch.</param>
    /// <param name="target">Where it was posted.</param>
    /// <param name="address">Who posted it.</param>
    /// <param name="body">This disposes it.</param>
    /// <param name="routeOf">Its dataset and routes by its first bytes; routes null when there are none.</param>
    /// <returns>What it is answered, and its key; no answer when the spool did not take it.</returns>
    public async Task<(BatchAnswer? Answer, LedgerKey? Key)> PutAsync(
        BatchId id, PostTarget target, string address, UnroomedBody body, Func<(string Dataset, DatasetRoutes? Routes)> routeOf)
    {
        (LedgerKey Key, DatasetRoutes? Routes)? known = null;
        await _places.WaitAsync(body.Stop);
        try
        {
            var stored = await spool.Ask(
                new SpoolProtocol.Put(id, body, Describe, body.Stop), settings.UploadTimeout + LogpushEndpoint.NoAnswerGrace);
            if (stored is not SpoolProtocol.Stored { Live: var live } || known is not { Routes: { } routes, Key: var key })
            {
                return (null, null);
            }

            var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            batches.Tell(new BatchesProtocol.SubmitSpooled(id, key, routes, live, address, answer), ActorRefs.NoSender);
            return (await answer.Task.WaitAsync(settings.Deadline + LogpushEndpoint.NoAnswerGrace, time), key);
        }
        finally
        {
            _places.Release();
        }

        SpoolEntry Describe()
        {
            var (dataset, routes) = routeOf();
            known = (new LedgerKey(body.Hash(), dataset, target.Source), routes);
            var batch = new SpooledBatch(
                id, dataset, target.Source, target.Path, known.Value.Key.Hash.ToString(), Environment.MachineName, time.GetUtcNow());
            return new SpoolEntry(batch, [.. (routes?.Receivers ?? []).Select(name => new SpoolCopy(name, 0, Live: true))]);
        }
    }
}
