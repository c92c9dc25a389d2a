using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Edge;

/// <summary>
/// Takes bodies for which there is no memory straight from the socket into the spool. At most <see cref="AtOnce"/> at a
/// time, for each takes a MiB of memory; others wait, and with them their senders.
/// </summary>
/// <param name="places">As many as <see cref="AtOnce"/>, of all the edge.</param>
/// <param name="spool">Takes <see cref="SpoolProtocol.Put"/>.</param>
/// <param name="batches">Takes <see cref="BatchesProtocol.SubmitSpooled"/>.</param>
/// <param name="settings">Limits.</param>
/// <param name="time">Clock of receipt.</param>
internal sealed class SpoolUploads(
    SemaphoreSlim places, IActorRef spool, IActorRef batches, EdgeSettings settings, TimeProvider time)
{
    public const int AtOnce = 16;

    /// <summary>For a database that does not answer; its sender is answered long before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Puts one. It goes on when nobody waits for it any more, and the same body finds it when it comes again.</summary>
    /// <param name="post">Whose it is.</param>
    /// <param name="body">Read to its end, or until it stops.</param>
    /// <param name="routeOf">Its dataset and routes by its first bytes; routes null when there are none.</param>
    /// <returns>What it is answered, and its key; no answer when the spool did not take it.</returns>
    /// <exception cref="OperationCanceledException">The body was stopped, or its answer is overdue.</exception>
    public async Task<(BatchAnswer? Answer, LedgerKey? Key)> PutAsync(
        Post post, OverflowBody body, Func<(string Dataset, DatasetRoutes? Routes)> routeOf)
    {
        await places.WaitAsync(body.Stop);
        return await StoreAsync(post, body, routeOf).WaitAsync(body.Stop);
    }

    private async Task<(BatchAnswer? Answer, LedgerKey? Key)> StoreAsync(
        Post post, OverflowBody body, Func<(string Dataset, DatasetRoutes? Routes)> routeOf)
    {
        object answered;
        (string Dataset, DatasetRoutes? Routes) found = default;
        LedgerKey key = default;
        try
        {
            answered = await spool.Ask(new SpoolProtocol.Put(post.Batch, body, body.Stop), settings.UploadTimeout + Patience);
            if (answered is SpoolProtocol.Read)
            {
                found = routeOf();
                key = new LedgerKey(body.Hash(), found.Dataset, post.Target!.Source);
                answered = found.Routes is null
                    ? answered
                    : await spool.Ask(new SpoolProtocol.Describe(EntryOf(post, key, found.Routes)), Patience);
            }
        }
        catch (AskTimeoutException)
        {
            return default;
        }
        finally
        {
            places.Release();
        }

        if (answered is not SpoolProtocol.Stored { Live: var live } || found.Routes is not { } routes)
        {
            return default;
        }

        var answer = new TaskCompletionSource<BatchAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        batches.Tell(new BatchesProtocol.SubmitSpooled(post.Batch, key, routes, live, post.Caller.Address, answer)
        {
            Secret = post.Caller.Secret,
        }, ActorRefs.NoSender);
        return (await answer.Task, key);
    }

    private SpoolEntry EntryOf(Post post, LedgerKey key, DatasetRoutes routes)
    {
        var origin = new BatchOrigin(
            post.Batch, key.Dataset, key.Source, post.Target!.Path, key.Hash.ToString(), Environment.MachineName, time.GetUtcNow());
        return new SpoolEntry(new SpooledBatch(origin), [.. routes.Receivers.Select(name => new SpoolCopy(name, 0, Live: true))]);
    }
}
