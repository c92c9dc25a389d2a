using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>
/// The quarantine's table. A line is in its row; a body is where the spool has it, and the row holds it there as a copy
/// would.
/// </summary>
internal sealed class SqlQuarantine(
    ISpoolDatabase database, GroupWriter writer, SpoolReads reads, SpoolGarbage garbage, SpoolOptions options)
    : IQuarantineStore
{
    private const int ItemsAtOnce = 200;
    private const int LinesAtOnce = 2000;

    /// <summary>Most that lines leave of <c>max-size</c> for the spool, whose batches come first.</summary>
    private const long MostLeft = 64 << 20;

    /// <summary>However large it may be, half of the database is the spool's.</summary>
    private readonly QuarantineRoom _room = new(Math.Min(options.QuarantineMaxSize, options.MaxSize / 2));

    public async Task<QuarantineKept?> KeepAsync(ImmutableArray<QuarantinedLine> lines, bool ofSpooled)
    {
        var size = lines.Sum(line => (long)line.Content.Length + QuarantineRoom.LineOverhead);
        var left = Math.Min(options.MaxSize / 8, MostLeft);
        var change = await writer.WriteAsync(
            async session =>
            {
                if (!ofSpooled && await database.RefusalAsync(session, size, left) is not SpoolRefusal.None)
                {
                    return null;
                }

                var added = 0;
                var bytes = 0L;
                foreach (var line in lines)
                {
                    var rows = await InsertAsync(session, line);
                    added += rows;
                    bytes += rows * ((long)line.Content.Length + QuarantineRoom.LineOverhead);
                }

                return await _room.MakeAsync(session, added, bytes);
            },
            size);
        return change is null ? null : await DoneAsync(change);
    }

    public async Task<long> TakeBackAsync(ImmutableArray<BatchId> batches)
    {
        var lines = 0L;
        foreach (var batch in batches)
        {
            while (await CommitAsync(session => TakeBackSomeAsync(session, batch), 0) is { New: < 0 and var some })
            {
                lines -= some;
            }
        }

        return lines;
    }

    public async Task<QuarantineKept?> KeepAsync(SpooledBatch batch, Stream body, string reason)
    {
        if (await HoldsAsync(batch))
        {
            return new QuarantineKept(0, []);
        }

        QuarantineRoom.Change? change = null;
        await using var upload = new BodyUpload(database, writer, garbage, options, batch.Id);
        await upload.ReadAsync(body, CancellationToken.None);
        var put = await upload.DescribeAsync(
            new SpoolEntry(batch, []),
            async session => change = await _room.MakeAsync(session, 1, await InsertAsync(session, batch, "", ResumePoint.Beginning(1), reason)));
        return put.Refusal is SpoolRefusal.None ? await DoneAsync(change!) : null;
    }

    public async Task<QuarantineKept?> KeepAsync(SpoolClaim claim, ResumePoint progress, RunCount count, string reason)
    {
        var (kept, counted, ended) = await writer.WriteAsync<(QuarantineRoom.Change? Kept, bool Counted, RecordCounts Ended)>(async session =>
        {
            if (!await SpoolClaims.DeleteAsync(session, claim))
            {
                return default;
            }

            var bytes = await InsertAsync(session, claim.Batch, claim.Receiver, progress, reason);
            var counted = await SpoolClaims.CountAsync(session, claim, count);
            var ended = await SpoolGarbage.EndAsync(session, claim.Batch.Id.Value);
            return (await _room.MakeAsync(session, 1, bytes), counted, ended);
        });
        return kept is null ? null : await DoneAsync(kept) with { Counted = counted, Ended = ended };
    }

    public Task<IReadOnlyList<QuarantinedItem>> ListAsync(QuarantineFilter filter, long after, int most, bool withContent) =>
        reads.ReadAsync<IReadOnlyList<QuarantinedItem>>(async session => await session.QueryAsync(
            $"""
            {QuarantineRows.Select}, {(withContent ? "content" : "NULL AS content")} FROM quarantine
            WHERE {QuarantineRows.Where} AND number > @after ORDER BY number LIMIT @most
            """,
            QuarantineRows.Read,
            [.. QuarantineRows.Parameters(filter), ("after", after), ("most", most)]));

    public Task<long> LastAsync() =>
        reads.ReadAsync(session => session.NumberAsync("SELECT coalesce(max(number), 0) FROM quarantine"));

    public Stream OpenBody(BatchId batch) => new SpooledBodyStream(database, reads, batch);

    public Task<IReadOnlyList<QuarantineCount>> CountAsync(QuarantineFilter? filter) =>
        reads.ReadAsync<IReadOnlyList<QuarantineCount>>(async session => await session.QueryAsync(
            $"""
            SELECT dataset, sum(CASE WHEN line > 0 THEN 1 ELSE 0 END), sum(CASE WHEN line = 0 THEN 1 ELSE 0 END),
                   CAST(sum(bytes) AS BIGINT)
            FROM quarantine WHERE {QuarantineRows.Where} GROUP BY dataset ORDER BY dataset
            """,
            row => new QuarantineCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            QuarantineRows.Parameters(filter ?? QuarantineFilter.All)));

    public Task<long> MarkReplayedAsync(ImmutableArray<long> numbers) => writer.WriteAsync(async session =>
    {
        var marked = 0L;
        foreach (var number in numbers)
        {
            marked += await session.ExecuteAsync(
                $"UPDATE quarantine SET replayed = {database.Now} WHERE number = @number", ("number", number));
        }

        return marked;
    });

    public async Task<IReadOnlyList<QuarantineCount>> PurgeAsync(QuarantineFilter filter)
    {
        var counts = new List<QuarantineCount>();
        while (await CommitAsync(session => PurgeSomeAsync(session, filter), 0) is { New: < 0 } purged)
        {
            counts.AddRange(purged.Evicted);
        }

        await garbage.SweepAsync();
        return
        [
            .. counts.GroupBy(count => count.Dataset).Select(of => new QuarantineCount(
                of.Key, of.Sum(count => count.Lines), of.Sum(count => count.Bodies), of.Sum(count => count.Bytes))),
        ];
    }

    private Task<bool> HoldsAsync(SpooledBatch batch) => reads.ReadAsync(async session => await session.NumberAsync(
        """
        SELECT count(*) FROM spool_batch b
        WHERE b.hash = @hash AND b.dataset = @dataset AND b.source = @source
        AND EXISTS (SELECT 1 FROM quarantine q WHERE q.batch = b.id AND q.line = 0 AND q.receiver = '')
        """,
        ("hash", batch.Origin.Hash),
        ("dataset", batch.Dataset),
        ("source", batch.Origin.Source)) > 0);

    private static async Task<QuarantineRoom.Change> PurgeSomeAsync(SqlSession session, QuarantineFilter filter)
    {
        var purged = await QuarantineRows.DeleteAsync(
            session,
            $"number IN (SELECT number FROM quarantine WHERE {QuarantineRows.Where} ORDER BY number LIMIT @most)",
            [.. QuarantineRows.Parameters(filter), ("most", ItemsAtOnce)]);
        return new QuarantineRoom.Change(-purged.Count, -QuarantineRoom.Taken(purged), QuarantineRoom.Count(purged));
    }

    /// <summary>If it is in the spool, a next run is not to believe that they are here.</summary>
    private static async Task<QuarantineRoom.Change> TakeBackSomeAsync(SqlSession session, BatchId batch)
    {
        await session.ExecuteAsync(
            "UPDATE spool_batch SET set_aside_to = 0, quarantined = 0 WHERE id = @batch AND set_aside_to > 0", ("batch", batch.Value));
        var taken = await QuarantineRows.DeleteAsync(
            session,
            "number IN (SELECT number FROM quarantine WHERE batch = @batch AND line > 0 LIMIT @most)",
            ("batch", batch.Value), ("most", LinesAtOnce));
        return new QuarantineRoom.Change(-taken.Count, -QuarantineRoom.Taken(taken), []);
    }

    private Task<int> InsertAsync(SqlSession session, QuarantinedLine line) => session.ExecuteAsync(
        $"""
        INSERT INTO quarantine (batch, dataset, source, line, receiver, confirmed_to, reason, place, bytes, at, content)
        VALUES (@batch, @dataset, @source, @line, '', 0, @reason, @place, @bytes, {database.Now}, @content)
        ON CONFLICT DO NOTHING
        """,
        ("batch", line.Batch.Value),
        ("dataset", line.Dataset),
        ("source", line.Source),
        ("line", line.Line),
        ("reason", line.Reason),
        ("place", line.Offset),
        ("bytes", (long)line.Content.Length),
        ("content", line.Content));

    /// <summary>Of a body that is in the spool; its bytes.</summary>
    private Task<long> InsertAsync(
        SqlSession session, SpooledBatch batch, string receiver, ResumePoint progress, string reason) => session.NumberAsync(
        $"""
        INSERT INTO quarantine (batch, dataset, source, line, receiver, confirmed_to, reason, place, bytes, at)
        SELECT id, dataset, source, 0, @receiver, @confirmedTo, @reason, 0, bytes, {database.Now}
        FROM spool_batch WHERE id = @batch
        RETURNING bytes
        """,
        ("batch", batch.Id.Value),
        ("receiver", receiver),
        ("confirmedTo", progress.ConfirmedTo[0]),
        ("reason", reason));

    private async Task<QuarantineKept> CommitAsync(Func<SqlSession, Task<QuarantineRoom.Change>> write, long bytes) =>
        await DoneAsync(await writer.WriteAsync(write, bytes));

    /// <summary>What was evicted may have left bodies behind.</summary>
    private async Task<QuarantineKept> DoneAsync(QuarantineRoom.Change change)
    {
        _room.Committed(change);
        if (change.Evicted.Any(evicted => evicted.Bodies > 0))
        {
            await garbage.SweepAsync();
        }

        return new QuarantineKept(change.Items, change.Evicted);
    }
}
