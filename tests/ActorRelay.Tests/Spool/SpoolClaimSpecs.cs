using System.Collections.Concurrent;
using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolClaimSpecs(PostgresServer server) : SpoolSpecs(server)
{
    private static readonly SpoolCopy Archive = new("archive", 0, Live: false);

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_give_the_oldest_first_with_all_that_is_known_of_it(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(2, 1000);
        await store.PutAsync(1, 1000, new SpoolCopy("siem", 17, Live: false));
        await store.PutAsync(0, 1000, Archive);

        var first = await store.ClaimOldestAsync("siem");
        var second = await store.ClaimOldestAsync("siem");

        Assert.Equal((SpoolSamples.Batch(1) with { Bytes = 1000 }, 17), (first!.Batch, first.ConfirmedTo));
        Assert.Equal(SpoolSamples.Id(2), second!.Batch.Id);
        Assert.Null(await store.ClaimOldestAsync("siem"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_go_on_where_the_last_claim_came_to(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1);
        var claim = (await store.ClaimOldestAsync("siem"))!;

        Assert.True(await store.SaveProgressAsync(claim, ResumePoint.At(60, 70, 5)));
        Assert.True(await store.SaveProgressAsync(claim, ResumePoint.At(50, 30, 1)));
        Assert.True(await store.ReleaseAsync(claim, ResumePoint.At(80)));
        Assert.False(await store.SaveProgressAsync(claim, ResumePoint.At(90)));

        var next = (await store.ClaimOldestAsync("siem"))!;
        Assert.Equal((80, 70, 5), (next.ConfirmedTo, next.Batch.SetAsideTo, next.Batch.Quarantined));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_count_only_what_an_earlier_post_had_not_brought_to_its_end(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        var batch = SpoolSamples.Batch(1) with { Framed = 0, Pending = 0 };
        var put = await store.PutAsync(
            batch.Id, new MemoryStream(SpoolSamples.Body(1, 1000)), () => new SpoolEntry(batch, [new SpoolCopy("siem", 0, Live: true)]));

        Assert.True(await store.ReleaseAsync(Assert.Single(put.Live), ResumePoint.At(50), countedTo: 40));
        var claim = (await store.ClaimOldestAsync("siem"))!;
        var finish = await store.FinishAsync(claim, new RunCount(Framed: 100, Delivered: 60, From: claim.Batch.Framed));

        Assert.Equal((50, 40), (claim.ConfirmedTo, claim.Batch.Framed));
        Assert.Equal((true, 60), (finish.Counted, finish.Ended.Confirmed));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_the_body_with_its_last_copy(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1, 40 << 20, SpoolSamples.Waiting, Archive);

        Assert.True((await store.FinishAsync((await store.ClaimOldestAsync("siem"))!, default)).Held);
        Assert.Equal(40 << 20, (await store.ReadAsync(SpoolSamples.Id(1))).Length);
        Assert.True((await store.FinishAsync((await store.ClaimOldestAsync("archive"))!, default)).Held);

        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_let_a_live_run_hold_its_copies(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        var put = await store.PutAsync(1, 1000, Archive, new SpoolCopy("siem", 3, Live: true));
        var live = Assert.Single(put.Live);

        Assert.Equal(("siem", 3), (live.Receiver, live.ConfirmedTo));
        Assert.Equal(1000, live.Batch.Bytes);
        Assert.Null(await store.ClaimOldestAsync("siem"));
        Assert.True(await store.SaveProgressAsync(live, ResumePoint.At(4)));
        Assert.True(await store.ReleaseAsync(live, ResumePoint.At(5)));
        Assert.Equal(5, (await store.ClaimOldestAsync("siem"))!.ConfirmedTo);
        Assert.False((await store.FinishAsync(live, default)).Held);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_never_give_one_copy_to_two(string kind)
    {
        const int Count = 200;
        await using var database = await BeginAsync(kind);
        var stores = new[] { await database.OpenAsync("relay-1"), await database.OpenAsync("relay-2") };
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => stores[0].PutAsync(number, 10)));
        var claimed = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async claimer =>
        {
            while (await stores[claimer % 2].ClaimOldestAsync("siem") is { } claim)
            {
                claimed.Add(claim.Batch.Id.Value);
            }
        }));

        Assert.Equal(Enumerable.Range(0, Count).Select(number => SpoolSamples.Id(number).Value), claimed.Order());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_a_body_whose_last_copies_are_finished_by_two(string kind)
    {
        const int Count = 100;
        await using var database = await BeginAsync(kind);
        var stores = new[] { await database.OpenAsync("relay-1"), await database.OpenAsync("relay-2") };
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => stores[0].PutAsync(number, 10, SpoolSamples.Waiting, Archive)));

        await Task.WhenAll(new[] { "siem", "archive" }.Select(async (receiver, i) =>
        {
            while (await stores[i].ClaimOldestAsync(receiver) is { } claim)
            {
                Assert.True((await stores[i].FinishAsync(claim, default)).Held);
            }
        }));

        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_over_a_claim_that_ran_out_and_refuse_what_its_holder_writes(string kind)
    {
        await using var database = await BeginAsync(kind);
        var slow = await database.OpenAsync("relay-1", lease: TimeSpan.Zero);
        await slow.PutAsync(1);
        var old = (await slow.ClaimOldestAsync("siem"))!;
        var other = await database.OpenAsync("relay-2");

        var taken = (await other.ClaimOldestAsync("siem"))!;

        Assert.Equal(old.Batch.Id, taken.Batch.Id);
        Assert.False(await slow.SaveProgressAsync(old, ResumePoint.At(99)));
        Assert.False(await slow.ReleaseAsync(old, ResumePoint.At(99)));
        Assert.False((await slow.FinishAsync(old, default)).Held);
        Assert.True(await other.ReleaseAsync(taken, ResumePoint.At(7)));
        Assert.Equal(7, (await other.ClaimOldestAsync("siem"))!.ConfirmedTo);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_renew_a_claim_with_each_progress(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(1);
        var claim = (await store.ClaimOldestAsync("siem"))!;
        await database.ExecuteAsync("UPDATE spool_copy SET claimed_until = 1");

        Assert.True(await store.SaveProgressAsync(claim, ResumePoint.At(1)));

        Assert.Null(await store.ClaimOldestAsync("siem"));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_let_go_of_what_a_relay_held_when_it_ended(string kind)
    {
        await using var database = await BeginAsync(kind);
        var before = await database.OpenAsync("relay-1");
        var live = (await before.PutAsync(1, 10, new SpoolCopy("siem", 0, Live: true))).Live.Single();
        await before.PutAsync(2, 10);
        var claimed = (await before.ClaimOldestAsync("siem"))!;
        var other = await database.OpenAsync("relay-2");
        Assert.Null(await other.ClaimOldestAsync("siem"));

        var after = await database.OpenAsync("relay-1");

        Assert.False((await before.FinishAsync(live, default)).Held);
        Assert.False((await before.FinishAsync(claimed, default)).Held);
        Assert.Equal(SpoolSamples.Id(1), (await after.ClaimOldestAsync("siem"))!.Batch.Id);
        Assert.Equal(SpoolSamples.Id(2), (await other.ClaimOldestAsync("siem"))!.Batch.Id);
    }
}
