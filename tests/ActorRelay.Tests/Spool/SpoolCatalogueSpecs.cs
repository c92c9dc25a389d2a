using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolCatalogueSpecs(PostgresServer server) : SpoolSpecs(server)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_show_copies_oldest_first_and_who_holds_them(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync("relay-1");
        await store.PutAsync(2);
        await store.PutAsync(1, 1000, new SpoolCopy("siem", 5, Live: true), new SpoolCopy("archive", 0, Live: false));
        await store.ClaimOldestAsync("siem");

        var rows = await store.ListAsync(null, 10);

        Assert.Equal(
            [
                ("batch-000001", "archive", "waiting", 0), ("batch-000001", "siem", "live", 5), ("batch-000002", "siem", "claimed", 0),
            ],
            rows.Select(row => (row.Batch, row.Receiver, row.State, row.ConfirmedTo)));
        Assert.Equal(("dns_logs", "zone-1", SpoolSamples.Begin.AddSeconds(1), 1000), (rows[0].Dataset, rows[0].Source, rows[0].Received, rows[0].Bytes));
        Assert.Equal(2, await database.NumberAsync("SELECT count(*) FROM spool_copy WHERE owner = 'relay-1' AND state <> 'waiting'"));
        Assert.Equal("batch-000001", Assert.Single(await store.ListAsync("siem", 1)).Batch);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_count_for_each_Receiver_and_in_total(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1, 1000, new SpoolCopy("siem", 0, Live: true), new SpoolCopy("archive", 0, Live: false));
        await store.PutAsync(2, 500);
        await store.PutAsync(3, 500);
        await store.ClaimOldestAsync("siem");

        Assert.Equal(
            [
                new SpoolProtocol.SpoolBacklog("archive", 0, 1, 0, 1000, SpoolSamples.Begin.AddSeconds(1)),
                new SpoolProtocol.SpoolBacklog("siem", 1, 1, 1, 2000, SpoolSamples.Begin.AddSeconds(1)),
            ],
            await store.BacklogsAsync());
        var size = await store.SizeAsync();
        Assert.Equal((3, 300, 2000), (size.Batches, size.Records, size.Bytes));
        Assert.True(size.Stored >= 2000);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_give_copies_to_another_Receiver_with_their_progress(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1, 1000, new SpoolCopy("old", 5, Live: false));
        await store.PutAsync(2, 1000, new SpoolCopy("old", 6, Live: false), new SpoolCopy("new", 7, Live: false));
        await store.PutAsync(3, 1000, new SpoolCopy("old", 8, Live: false));
        var claimed = (await store.ClaimOldestAsync("old"))!;

        Assert.Equal(3, (await store.ReassignAsync("old", "new")).Copies);

        Assert.False(await store.SaveProgressAsync(claimed, ResumePoint.At(9)));
        Assert.False((await store.FinishAsync(claimed, default)).Held);
        Assert.Equal(
            [("new", "waiting", 5), ("new", "waiting", 7), ("new", "waiting", 8)],
            (await store.ListAsync(null, 10)).Select(row => (row.Receiver, row.State, row.ConfirmedTo)));
        while (await store.ClaimOldestAsync("new") is { } claim)
        {
            Assert.True((await store.FinishAsync(claim, default)).Held);
        }

        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_what_is_given_to_itself(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1);

        Assert.Equal(0, (await store.ReassignAsync("siem", "siem")).Copies);

        Assert.NotNull(await store.ClaimOldestAsync("siem"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_drop_the_copies_for_one_Receiver_and_bodies_that_wait_for_no_other(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(0, 1000, new SpoolCopy("old", 0, Live: false), SpoolSamples.Waiting);
        await Task.WhenAll(Enumerable.Range(1, 500).Select(number => store.PutAsync(number, 10, new SpoolCopy("old", 0, Live: false))));
        await store.PutAsync(501, 20 << 20, new SpoolCopy("old", 0, Live: false));

        Assert.Equal(502, (await store.DropAsync("old")).Copies);

        Assert.Equal(SpoolSamples.Id(0).Value, Assert.Single(await store.ListAsync(null, 10)).Batch);
        Assert.Equal(3, await database.RowsAsync());
    }
}
