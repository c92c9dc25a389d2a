using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Spool;
using ActorRelay.Spool.Sql;

namespace ActorRelay.Tests.Spool;

public sealed class QuarantineStoreSpecs(PostgresServer server) : SpoolSpecs(server)
{
    private static readonly SpoolOptions Options = new() { Owner = "relay-1", MinFreeShare = 0 };

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_lines_and_all_that_is_known_of_them(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        var kept = await opening.Quarantine.KeepLinesAsync([Line(1, 7, "{\"a\":\0"), Line(1, 9, "x", "other")]);

        Assert.Equal((2, 0), (kept.New, kept.Evicted.Length));
        var items = await opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10);
        Assert.Equal([(7L, "dns_logs", 6L), (9L, "other", 1L)], items.Select(item => (item.Line!.Value, item.Dataset, item.Bytes)));
        Assert.Equal(
            ("batch-000001", "zone-1", "truncated", 3L, "{\"a\":\0"),
            (items[0].Batch, items[0].Source, items[0].Reason, items[0].Offset, Encoding.UTF8.GetString(items[0].Content!)));
        Assert.InRange(items[0].At, before, DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal([new QuarantineCount("dns_logs", 1, 0, 6), new QuarantineCount("other", 1, 0, 1)], await opening.Quarantine.CountAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_a_line_once(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        await opening.Quarantine.KeepAsync([Line(1, 7, "x")]);

        var again = await opening.Quarantine.KeepLinesAsync([Line(1, 7, "x"), Line(1, 8, "y")]);

        Assert.Equal(1, again.New);
        Assert.Equal(2, (await opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10)).Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_evict_the_oldest_and_no_more_than_it_must(string kind)
    {
        await using var database = await BeginAsync(kind);
        var options = Options with { QuarantineMaxSize = 1000 + (10 * QuarantineRoom.LineOverhead) };
        await using (var opening = await OpenAsync(database, options))
        {
            await opening.Quarantine.KeepAsync([.. Enumerable.Range(1, 9).Select(line => Line(1, line, new string('a', 100)))]);
        }

        await using var later = await OpenAsync(database, options);
        var kept = await later.Quarantine.KeepLinesAsync([Line(2, 1, new string('b', 150)), Line(2, 2, new string('b', 150))]);

        Assert.Equal([new QuarantineCount("dns_logs", 2, 0, 200)], kept.Evicted.ToList());
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 1, 2], (await later.Quarantine.ListAsync(QuarantineFilter.All, 0, 100)).Select(item => (int)item.Line!));
        Assert.Equal(1, (await later.Quarantine.KeepLinesAsync([Line(3, 1, "c")])).Evicted.Single().Lines);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_count_what_a_line_takes_beside_what_is_in_it(string kind)
    {
        const int MaxSize = 1 << 20;
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options with { QuarantineMaxSize = MaxSize });
        for (var batch = 1; batch <= 20; batch++)
        {
            await opening.Quarantine.KeepLinesAsync([.. Enumerable.Range(1, 1000).Select(line => Line(batch, line, "x"))]);
        }

        var held = (await opening.Quarantine.CountAsync()).Single().Lines;
        Assert.InRange(held, 5000, MaxSize / QuarantineRoom.LineOverhead);
        if (kind == "sqlite")
        {
            // Its log of at most 4 MiB and some is counted too.
            Assert.InRange((await opening.Store.SizeAsync()).Stored, 0, 6 * MaxSize);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_room_for_the_spool_and_refuse_lines_that_would_take_it(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options with { MaxSize = 16 << 20, QuarantineMaxSize = 1L << 40 });
        var line = new string('x', 10_000);
        for (var batch = 1; batch <= 20; batch++)
        {
            await opening.Quarantine.KeepAsync([.. Enumerable.Range(1, 200).Select(number => Line(batch, number, line))]);
        }

        // 40 MB came, of which it keeps no more than half of what there is.
        Assert.InRange((await opening.Quarantine.CountAsync()).Single().Bytes, 6 << 20, 8 << 20);
        Assert.Equal(SpoolRefusal.None, await opening.Store.ProbeAsync());

        // The spool may have the rest, and then lines come to a wall before it does; but for those of what is in it.
        var spooled = 100;
        while ((await opening.Store.PutAsync(
            SpoolSamples.Id(++spooled), new MemoryStream(new byte[1 << 18]), () => SpoolSamples.Entry(spooled))).Refusal is SpoolRefusal.None)
        {
        }

        Assert.Null(await opening.Quarantine.KeepAsync([Line(50, 1, line)]));
        Assert.NotNull(await opening.Quarantine.KeepAsync([Line(50, 1, line)], ofSpooled: true));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_lines_back_and_have_none_of_them_believed_to_be_there(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        await opening.Store.PutAsync(1);
        await opening.Quarantine.KeepAsync([.. Enumerable.Range(1, 2500).Select(line => Line(1, line, "x"))]);
        await opening.Quarantine.KeepAsync([Line(2, 1, "x"), Line(3, 1, "x")]);

        Assert.Equal(2501, await opening.Quarantine.TakeBackAsync([SpoolSamples.Id(1), SpoolSamples.Id(3)]));

        Assert.Equal(SpoolSamples.Id(2).Value, Assert.Single(await opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10)).Batch);
        var batch = (await opening.Store.FindAsync(SpoolSamples.Id(1)))!;
        Assert.Equal((0, 0), (batch.SetAsideTo, batch.Quarantined));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_a_whole_body_and_evict_it_in_its_turn(string kind)
    {
        const int Length = 20 << 20;
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options with { QuarantineMaxSize = Length + 10 });
        var body = SpoolSamples.Body(1, Length);

        var kept = await opening.Quarantine.KeepAsync(SpoolSamples.Batch(1), new MemoryStream(body), "invalid");

        Assert.Equal((1, 0), (kept!.New, kept.Evicted.Length));
        var item = Assert.Single(await opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal((SpoolSamples.Id(1).Value, null, "invalid", Length), (item.Batch, item.Line, item.Reason, item.Bytes));
        Assert.Null(item.Content);
        Assert.Equal(body, await ReadAsync(opening.Quarantine, new BatchId(item.Batch)));
        Assert.Equal(0, (await opening.Store.SizeAsync()).Batches);
        Assert.Null(await opening.Store.ClaimOldestAsync("siem"));

        var full = await opening.Quarantine.KeepLinesAsync([Line(2, 1, "more than ten bytes")]);

        Assert.Equal([new QuarantineCount("dns_logs", 0, 1, Length)], full.Evicted.ToList());
        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_nothing_of_a_body_that_the_spool_has_no_room_for(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options with { MaxSize = 1 << 20 });

        Assert.Null(await opening.Quarantine.KeepAsync(SpoolSamples.Batch(1), new MemoryStream(new byte[3 << 20]), "invalid"));

        Assert.Equal(0, await database.RowsAsync());
        Assert.Empty(await opening.Quarantine.CountAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_tell_what_a_body_had_delivered_from_what_it_keeps_when_its_last_copy_ends(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        var (store, quarantine) = (opening.Store, opening.Quarantine);
        await store.PutAsync(1, 1000, SpoolSamples.Waiting, new SpoolCopy("archive", 0, Live: false));
        var count = new RunCount(Framed: 150, Delivered: 30);

        var kept = (await quarantine.KeepAsync((await store.ClaimOldestAsync("siem"))!, ResumePoint.At(110), count, "invalid"))!;
        var finish = await store.FinishAsync((await store.ClaimOldestAsync("archive"))!, count);

        Assert.Equal((true, default), (kept.Counted, kept.Ended));
        Assert.Equal((true, false, new RecordCounts { Confirmed = 90, Quarantined = 40, Spooled = -130 }), (finish.Held, finish.Counted, finish.Ended));

        await store.PutAsync(2);
        kept = (await quarantine.KeepAsync((await store.ClaimOldestAsync("siem"))!, ResumePoint.At(150), count, "invalid"))!;
        Assert.Equal((true, new RecordCounts { Confirmed = 130, Spooled = -130 }), (kept.Counted, kept.Ended));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_a_copy_out_of_the_spool_with_its_body_and_progress(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        var (store, quarantine) = (opening.Store, opening.Quarantine);
        await store.PutAsync(1, 1000, SpoolSamples.Waiting, new SpoolCopy("archive", 0, Live: false));
        var claim = (await store.ClaimOldestAsync("siem"))!;

        Assert.NotNull(await quarantine.KeepAsync(claim, ResumePoint.At(17), default, "damaged"));

        Assert.Null(await quarantine.KeepAsync(claim, ResumePoint.At(17), default, "damaged"));
        Assert.Null(await store.ClaimOldestAsync("siem"));
        Assert.True((await store.FinishAsync((await store.ClaimOldestAsync("archive"))!, default)).Held);
        var item = Assert.Single(await quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal(("siem", 17, "damaged"), (item.Receiver, item.ConfirmedTo, item.Reason));
        Assert.Equal(SpoolSamples.Body(1, 1000), await ReadAsync(quarantine, new BatchId(item.Batch)));

        Assert.Equal(1, (await quarantine.PurgeAsync(QuarantineFilter.All)).Sum(of => of.Lines + of.Bodies));
        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_mark_and_purge_and_list_a_page_at_a_time_what_is_asked_for(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database, Options);
        var quarantine = opening.Quarantine;
        await quarantine.KeepAsync([.. Enumerable.Range(1, 500).Select(line => Line(1, line, "x"))]);
        await quarantine.KeepAsync([Line(2, 1, "y", "other")]);
        var first = await quarantine.ListAsync(QuarantineFilter.All, 0, 2);
        var second = await quarantine.ListAsync(QuarantineFilter.All, first[1].Number, 2);
        Assert.Equal([1, 2, 3, 4], first.Concat(second).Select(item => (int)item.Line!));

        Assert.Equal(2, await quarantine.MarkReplayedAsync([first[0].Number, first[1].Number, 1_000_000]));

        var replayed = await quarantine.ListAsync(new QuarantineFilter { Replayed = true }, 0, 1000);
        Assert.Equal([1, 2], replayed.Select(item => (int)item.Line!));
        Assert.NotNull(replayed[0].Replayed);
        Assert.Equal(499, (await quarantine.ListAsync(new QuarantineFilter { Replayed = false }, 0, 1000)).Count);
        Assert.Equal(1, (await quarantine.PurgeAsync(new QuarantineFilter { Number = first[0].Number })).Sum(of => of.Lines + of.Bodies));
        Assert.Equal(1, (await quarantine.PurgeAsync(new QuarantineFilter { Replayed = true })).Sum(of => of.Lines + of.Bodies));
        Assert.Equal(498, (await quarantine.PurgeAsync(new QuarantineFilter { Dataset = "dns_logs" })).Sum(of => of.Lines + of.Bodies));
        Assert.Equal([new QuarantineCount("other", 1, 0, 1)], await quarantine.CountAsync());
    }

    private static QuarantinedLine Line(int batch, long line, string content, string dataset = "dns_logs") =>
        new(SpoolSamples.Id(batch), dataset, "zone-1", line, "truncated", 3, Encoding.UTF8.GetBytes(content));

    private static async Task<byte[]> ReadAsync(IQuarantineStore quarantine, BatchId batch)
    {
        await using var body = quarantine.OpenBody(batch);
        using var all = new MemoryStream();
        await body.CopyToAsync(all);
        return all.ToArray();
    }

    private static async Task<OpenedSpool> OpenAsync(SpoolDatabase database, SpoolOptions options) =>
        new(await database.OpenAsync(options));
}
