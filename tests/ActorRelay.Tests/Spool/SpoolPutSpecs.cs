using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolPutSpecs(PostgresServer server) : SpoolSpecs(server)
{
    private const int MiB = 1 << 20;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_give_bodies_back_as_they_came(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        int[] lengths = [0, 1, MiB - 1, MiB, MiB + 1, 2 * MiB, (7 * MiB / 2)];
        for (var number = 0; number < lengths.Length; number++)
        {
            await store.PutAsync(number, lengths[number]);
        }

        for (var number = 0; number < lengths.Length; number++)
        {
            Assert.Equal(SpoolSamples.Body(number, lengths[number]), await store.ReadAsync(SpoolSamples.Id(number)));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_remember_what_is_known_of_a_batch(string kind)
    {
        await using var database = await BeginAsync(kind);
        await (await database.OpenAsync()).PutAsync(7, 1000);
        var notFramed = SpoolSamples.Batch(8) with { Framed = 0, Pending = 0 };
        await (await database.OpenAsync()).PutAsync(notFramed.Id, Stream.Null, () => new SpoolEntry(notFramed, [SpoolSamples.Waiting]));

        var store = await database.OpenAsync();

        Assert.Equal(SpoolSamples.Batch(7) with { Bytes = 1000 }, await store.FindAsync(SpoolSamples.Id(7)));
        Assert.Equal(notFramed, await store.FindAsync(notFramed.Id));
        Assert.Null(await store.FindAsync(SpoolSamples.Id(9)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_ask_what_is_known_when_all_of_the_body_was_read(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        var body = new MemoryStream(SpoolSamples.Body(1, 3 * MiB));

        await store.PutAsync(SpoolSamples.Id(1), body, () =>
        {
            Assert.Equal(3 * MiB, body.Position);
            return SpoolSamples.Entry(1);
        });

        Assert.NotNull(await store.FindAsync(SpoolSamples.Id(1)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_many_at_once(string kind)
    {
        const int Count = 1500;
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => store.PutAsync(number, 100)));

        Assert.Equal((Count, Count * 100L, Count * 100L), await store.SizeAsync() is var size ? (size.Batches, size.Records, size.Bytes) : default);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_what_was_committed_together_with_a_put_that_cannot_be(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        await store.PutAsync(0);

        var puts = Enumerable.Range(0, 50).Select(number => store.PutAsync(number)).ToList();

        await Assert.ThrowsAsync<SpoolException>(() => puts[0]);
        await Task.WhenAll(puts.Skip(1));
        Assert.Equal(50, (await store.SizeAsync()).Batches);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_keep_nothing_of_a_body_that_breaks_off(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();

        await Assert.ThrowsAsync<EndOfStreamException>(() => store.PutAsync(
            SpoolSamples.Id(1), new EndingStream(5 * MiB / 2, () => throw new EndOfStreamException()), () => throw new InvalidOperationException("not asked")));

        Assert.Equal(0, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_not_show_a_body_before_all_of_it_is_there(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync();
        var body = new EndingStream(3 * MiB, async () =>
        {
            Assert.Null(await store.FindAsync(SpoolSamples.Id(1)));
            Assert.Null(await store.ClaimOldestAsync("siem"));
            Assert.Equal(0, (await store.SizeAsync()).Batches);
        });

        await store.PutAsync(SpoolSamples.Id(1), body, () => SpoolSamples.Entry(1));

        Assert.NotNull(await store.FindAsync(SpoolSamples.Id(1)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_sweep_up_what_an_interrupted_put_left(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync("relay-1");
        await store.PutAsync(1);
        var whole = await database.RowsAsync();
        await database.ExecuteAsync(
            "INSERT INTO spool_batch (id, owner, chunks, bytes, rubbish_after) VALUES ('torn', 'relay-1', 20, 1, 99999999999999)");
        for (var number = 0; number < 20; number++)
        {
            await database.ExecuteAsync($"INSERT INTO spool_chunk (batch, number, checksum, body) SELECT 'torn', {number}, 0, body FROM spool_chunk WHERE batch = 'batch-000001'");
        }

        await database.OpenAsync("relay-2");
        Assert.Equal(whole + 21, await database.RowsAsync());
        await database.OpenAsync("relay-1");
        Assert.Equal(whole, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_refuse_what_is_above_its_size_and_keep_nothing_of_it(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync(maxSize: 30 * MiB);
        await store.PutAsync(0, 5 * MiB);
        var before = await database.RowsAsync();

        var large = await store.PutAsync(SpoolSamples.Id(1), new MemoryStream(new byte[40 * MiB]), () => SpoolSamples.Entry(1));

        Assert.Equal(SpoolRefusal.MaxSize, large.Refusal);
        Assert.Equal(before, await database.RowsAsync());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_refuse_small_ones_too_when_it_is_full_until_there_is_room(string kind)
    {
        await using var database = await BeginAsync(kind);
        var store = await database.OpenAsync(maxSize: 20 * MiB);
        var number = 0;
        while ((await store.PutAsync(SpoolSamples.Id(number), new MemoryStream(new byte[MiB / 2]), () => SpoolSamples.Entry(number))).Refusal
               is SpoolRefusal.None)
        {
            number++;
        }

        Assert.InRange(number, 5, 40);
        Assert.True((await store.SizeAsync()).Stored <= 20 * MiB);
        await store.FinishAsync((await store.ClaimOldestAsync("siem"))!, default);
        await store.FinishAsync((await store.ClaimOldestAsync("siem"))!, default);
        await store.ShrinkAsync();
        await EndToEnd.Eventually.TrueAsync(
            async () => (await store.PutAsync(SpoolSamples.Id(number), new MemoryStream(new byte[MiB / 2]), () => SpoolSamples.Entry(number)))
                .Refusal is SpoolRefusal.None,
            () => "it stays full");
    }

    /// <summary>A body, and what happens at its end.</summary>
    private sealed class EndingStream(int length, Func<Task> atEnd) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(destination, cancellationToken);
            await (read == 0 ? atEnd() : Task.CompletedTask);
            return read;
        }
    }
}
