using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;

namespace ActorRelay.Tests.Spool;

public sealed class SqliteDiskSpecs
{
    private const int MiB = 1 << 20;
    private static readonly SpoolOptions Options = new() { Owner = "relay-1", MinFreeShare = 0 };

    [SmallDiskFact]
    public async Task Should_take_nothing_while_the_disk_is_full_give_what_it_has_and_go_on_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using var store = (await SqliteDatabase.OpenAsync(Path.Combine(disk.Path, "spool.db"), Options)).Store;
        await store.PutAsync(0, MiB);
        var filler = Path.Combine(disk.Path, "filler");
        await Fill(filler);

        Assert.Equal(SpoolRefusal.MinFree, (await store.PutAsync(SpoolSamples.Id(1), new MemoryStream(new byte[MiB]), () => SpoolSamples.Entry(1))).Refusal);
        Assert.Equal(SpoolRefusal.MinFree, (await store.PutAsync(SpoolSamples.Id(2), Stream.Null, () => SpoolSamples.Entry(2))).Refusal);
        var claim = (await store.ClaimOldestAsync("siem"))!;
        Assert.Equal(SpoolSamples.Body(0, MiB), await store.ReadAsync(claim.Batch.Id));
        Assert.True((await store.FinishAsync(claim, default)).Held);

        File.Delete(filler);
        await store.PutAsync(3, MiB);
        Assert.Equal(1, (await store.SizeAsync()).Batches);
    }

    [SmallDiskFact]
    public async Task Should_give_what_it_has_though_it_is_opened_on_a_disk_that_is_full()
    {
        await using var disk = await SmallDisk.MountAsync();
        await using (var before = (await SqliteDatabase.OpenAsync(Path.Combine(disk.Path, "spool.db"), Options)).Store)
        {
            await before.PutAsync(0, MiB);
        }

        await Fill(Path.Combine(disk.Path, "filler"));

        await using var store = (await SqliteDatabase.OpenAsync(Path.Combine(disk.Path, "spool.db"), Options)).Store;
        var claim = (await store.ClaimOldestAsync("siem"))!;
        Assert.Equal(SpoolSamples.Body(0, MiB), await store.ReadAsync(claim.Batch.Id));
        Assert.True((await store.FinishAsync(claim, default)).Held);
    }

    [SmallDiskFact]
    public async Task Should_say_that_the_disk_is_full_when_it_cannot_be_made()
    {
        await using var disk = await SmallDisk.MountAsync();
        await Fill(Path.Combine(disk.Path, "filler"));

        var failed = await Assert.ThrowsAsync<SpoolException>(
            () => SqliteDatabase.OpenAsync(Path.Combine(disk.Path, "spool.db"), Options));

        Assert.Equal(SpoolFailure.DiskFull, failed.Failure);
    }

    [SmallDiskFact]
    public async Task Should_say_that_the_disk_is_read_only_and_go_on_when_it_is_not()
    {
        await using var disk = await SmallDisk.MountAsync();
        var file = Path.Combine(disk.Path, "spool.db");
        await using (var store = (await SqliteDatabase.OpenAsync(file, Options)).Store)
        {
            await store.PutAsync(1);
        }

        await disk.MakeReadOnlyAsync();
        Assert.Equal(SpoolFailure.ReadOnly, (await Assert.ThrowsAsync<SpoolException>(() => SqliteDatabase.OpenAsync(file, Options))).Failure);

        await disk.MakeWritableAsync();
        await using var again = (await SqliteDatabase.OpenAsync(file, Options)).Store;
        Assert.Equal(1, (await again.SizeAsync()).Batches);
    }

    /// <summary>To the last byte.</summary>
    private static async Task Fill(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await file.WriteAsync(new byte[4096]);
            }
        });
    }
}
