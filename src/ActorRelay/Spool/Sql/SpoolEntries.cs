using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Spool.Sql;

/// <summary>Makes a body that is all there a batch that waits for its Receivers.</summary>
internal sealed class SpoolEntries(ISpoolDatabase database, SpoolOptions options)
{
    private const int FirstFence = 1;

    /// <summary>The claims on its live copies.</summary>
    /// <param name="session">Where to write.</param>
    /// <param name="entry">What is known.</param>
    /// <param name="holders">How many keep the body from being rubbish.</param>
    public async Task<ImmutableArray<SpoolClaim>> CompleteAsync(SqlSession session, SpoolEntry entry, int holders)
    {
        var batch = entry.Batch;
        var bytes = await session.NumberAsync(
            """
            UPDATE spool_batch
            SET dataset = @dataset, source = @source, path = @path, hash = @hash, host = @host, received = @received,
                framed = @framed, pending = @pending, set_aside_to = @setAsideTo, quarantined = @quarantined,
                copies = @copies, rubbish_after = NULL
            WHERE id = @batch
            RETURNING bytes
            """,
            ("batch", batch.Id.Value),
            ("dataset", batch.Dataset),
            ("source", batch.Source),
            ("path", batch.Path),
            ("hash", batch.Hash),
            ("host", batch.Host),
            ("received", batch.Received.ToUnixTimeMilliseconds()),
            ("framed", batch.Framed),
            ("pending", batch.Pending),
            ("setAsideTo", batch.SetAsideTo),
            ("quarantined", batch.Quarantined),
            ("copies", (long)holders));
        foreach (var copy in entry.Copies)
        {
            await InsertAsync(session, batch, copy);
        }

        return [.. entry.Copies.Where(copy => copy.Live).Select(
            copy => new SpoolClaim(batch with { Bytes = bytes }, copy.Receiver, copy.ConfirmedTo, FirstFence))];
    }

    private Task InsertAsync(SqlSession session, SpooledBatch batch, SpoolCopy copy) => session.ExecuteAsync(
        $"""
        INSERT INTO spool_copy (batch, receiver, received, state, confirmed_to, owner, claimed_until, fence)
        VALUES (@batch, @receiver, @received, @state, @confirmedTo, @owner,
                CASE WHEN @state = 'live' THEN {database.Now} + @lease ELSE 0 END, @fence)
        """,
        ("batch", batch.Id.Value),
        ("receiver", copy.Receiver),
        ("received", batch.Received.ToUnixTimeMilliseconds()),
        ("state", copy.Live ? "live" : "waiting"),
        ("confirmedTo", copy.ConfirmedTo),
        ("owner", copy.Live ? options.Owner : ""),
        ("lease", (long)options.Lease.TotalMilliseconds),
        ("fence", (long)FirstFence));
}
