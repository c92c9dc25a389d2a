using ActorRelay.Spool;
using ActorRelay.Spool.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActorRelay.Tests.Spool;

public sealed class SqliteDatabaseSpecs : IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private const int PageSize = 4096;
    private static readonly SpoolOptions Options = new() { Owner = "relay-1", MinFreeShare = 0 };

    private readonly SqliteSpoolDatabase _database = new();

    private string File => _database.Address;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Should_be_where_only_its_user_may_read_it()
    {
        await (await _database.OpenAsync()).PutAsync(1);

        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(File600 | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(_database.Folder));
            var files = Directory.GetFiles(_database.Folder);
            Assert.Contains($"{File}-wal", files);
            foreach (var file in files)
            {
                Assert.Equal(File600, System.IO.File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Should_write_through_a_log_that_is_on_disk_before_a_commit_ends()
    {
        var store = await _database.OpenAsync();
        await store.PutAsync(1);
        await using var connection = await new SqliteDatabase(File, Options).ConnectAsync();
        await using var command = connection.CreateCommand();

        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync());
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync());
        command.CommandText = "PRAGMA auto_vacuum";
        Assert.Equal(2L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Should_shrink_when_it_was_drained()
    {
        var store = await _database.OpenAsync();
        for (var number = 0; number < 20; number++)
        {
            await store.PutAsync(number, MiB);
        }

        while (await store.ClaimOldestAsync("siem") is { } claim)
        {
            await store.FinishAsync(claim, default);
        }

        await store.ShrinkAsync();

        Assert.InRange(Length(File) + Length($"{File}-wal"), 1, MiB / 4);
    }

    [Fact]
    public async Task Should_refuse_what_the_disk_has_no_room_for()
    {
        var opening = await _database.OpenAsync(Options with { MinFreeBytes = long.MaxValue });
        await using var store = opening.Store;

        var put = await store.PutAsync(SpoolSamples.Id(1), Stream.Null, () => SpoolSamples.Entry(1));

        Assert.Equal(SpoolRefusal.MinFree, put.Refusal);
    }

    [Fact]
    public async Task Should_leave_a_file_of_a_later_version_as_it_is()
    {
        await using (await _database.OpenAsync())
        {
            await _database.SetVersionAsync(2);
        }

        var before = await System.IO.File.ReadAllBytesAsync(File);
        var written = System.IO.File.GetLastWriteTimeUtc(File);

        var refused = await Assert.ThrowsAsync<SpoolException>(() => _database.OpenAsync(Options));

        Assert.Equal(SpoolFailure.Schema, refused.Failure);
        Assert.Contains("has schema 2", refused.Message);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
        Assert.Equal(written, System.IO.File.GetLastWriteTimeUtc(File));
        Assert.Equal([File], Directory.GetFiles(_database.Folder));
    }

    [Fact]
    public async Task Should_leave_a_file_as_it_is_whose_later_version_is_only_in_its_log()
    {
        await using (await _database.OpenAsync())
        {
        }

        await using (var later = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await later.OpenAsync();
            await using var command = later.CreateCommand();
            command.CommandText = "PRAGMA user_version = 2";
            await command.ExecuteNonQueryAsync();
            System.IO.File.Copy(File, $"{File}.killed");
            System.IO.File.Copy($"{File}-wal", $"{File}.killed-wal");
        }

        var before = (await System.IO.File.ReadAllBytesAsync($"{File}.killed"), await System.IO.File.ReadAllBytesAsync($"{File}.killed-wal"));

        var refused = await Assert.ThrowsAsync<SpoolException>(() => SqliteDatabase.OpenAsync($"{File}.killed", Options));

        Assert.Equal(SpoolFailure.Schema, refused.Failure);
        Assert.Equal(before.Item1, await System.IO.File.ReadAllBytesAsync($"{File}.killed"));
        Assert.Equal(before.Item2, await System.IO.File.ReadAllBytesAsync($"{File}.killed-wal"));
    }

    [Fact]
    public async Task Should_leave_a_database_of_another_program_as_it_is()
    {
        Directory.CreateDirectory(_database.Folder);
        await _database.ExecuteAsync("CREATE TABLE books (title TEXT)");
        var before = await System.IO.File.ReadAllBytesAsync(File);

        var refused = await Assert.ThrowsAsync<SpoolException>(() => _database.OpenAsync(Options));

        Assert.Equal(SpoolFailure.Schema, refused.Failure);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task Should_set_a_file_aside_that_is_no_database_and_begin_a_new_one()
    {
        Directory.CreateDirectory(_database.Folder);
        var garbage = SpoolSamples.Body(1, 10_000);
        await System.IO.File.WriteAllBytesAsync(File, garbage);

        var opening = await _database.OpenAsync(Options);

        await using var store = opening.Store;
        Assert.StartsWith($"{File}.corrupt-", opening.SetAside);
        Assert.Equal(garbage, await System.IO.File.ReadAllBytesAsync(opening.SetAside!));
        await store.PutAsync(1);
    }

    [Fact]
    public async Task Should_set_a_file_aside_whose_damage_is_seen_when_it_is_opened()
    {
        await PutManyAsync();
        Spoil(await PageAsync("spool_copy"));

        var opening = await _database.OpenAsync(Options);

        await using var begun = opening.Store;
        Assert.True(Length(opening.SetAside!) > 0);
        Assert.Equal(0, (await begun.SizeAsync()).Batches);
    }

    [Fact]
    public async Task Should_set_a_file_aside_whose_damage_is_seen_later_when_it_is_opened_again()
    {
        await PutManyAsync();
        Spoil(await PageAsync("sqlite_autoindex_spool_batch_1"));
        await using (var damaged = (await _database.OpenAsync(Options)).Store)
        {
            var failed = await Assert.ThrowsAsync<SpoolException>(() => damaged.FindAsync(SpoolSamples.Id(1)));
            Assert.Equal(SpoolFailure.Corrupt, failed.Failure);
        }

        var opening = await SqliteDatabase.OpenAsync(File, Options, checkAll: true);

        await using var begun = opening.Store;
        Assert.True(Length(opening.SetAside!) > 0);
        Assert.Equal(0, (await begun.SizeAsync()).Batches);
    }

    [Fact]
    public async Task Should_be_kept_when_all_of_it_was_checked_and_is_well()
    {
        await (await _database.OpenAsync()).PutAsync(1);

        var opening = await SqliteDatabase.OpenAsync(File, Options, checkAll: true);

        await using var store = opening.Store;
        Assert.Null(opening.SetAside);
        Assert.Equal(1, (await store.SizeAsync()).Batches);
    }

    [Fact]
    public async Task Should_see_bytes_that_changed_on_the_disk()
    {
        var body = SpoolSamples.Body(1, 2 * MiB);
        await using (var store = await _database.OpenAsync())
        {
            await store.PutAsync(1, body.Length);
        }

        var file = await System.IO.File.ReadAllBytesAsync(File);
        file[file.AsSpan().IndexOf(body.AsSpan(MiB + 70_000, 100)) + 50] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, file);

        await using var damaged = (await _database.OpenAsync(Options)).Store;
        await Assert.ThrowsAsync<SpooledBodyException>(() => damaged.ReadAsync(SpoolSamples.Id(1)));
    }

    [Fact]
    public async Task Should_say_that_the_file_is_gone_and_go_on_when_it_is_back()
    {
        var store = await _database.OpenAsync();
        await store.PutAsync(1);
        var away = $"{_database.Folder}-away";
        Directory.Move(_database.Folder, away);

        Assert.Equal(SpoolFailure.Gone, (await Assert.ThrowsAsync<SpoolException>(() => store.PutAsync(2))).Failure);
        Assert.Equal(SpoolFailure.Gone, (await Assert.ThrowsAsync<SpoolException>(() => store.SizeAsync())).Failure);
        Assert.False(System.IO.File.Exists(File));

        Directory.Move(away, _database.Folder);
        await store.PutAsync(2);
        Assert.Equal(2, (await store.SizeAsync()).Batches);
    }

    [Fact]
    public async Task Should_say_that_another_process_holds_it_and_go_on_when_it_does_not()
    {
        var store = await _database.OpenAsync();
        await using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction();

            Assert.Equal(SpoolFailure.Locked, (await Assert.ThrowsAsync<SpoolException>(() => store.PutAsync(1))).Failure);
        }

        await store.PutAsync(1);
    }

    [Fact]
    public async Task Should_say_that_it_cannot_be_made_and_try_again()
    {
        var folder = _database.Folder;
        await System.IO.File.WriteAllTextAsync(folder, "in the way");

        await Assert.ThrowsAsync<SpoolException>(() => _database.OpenAsync(Options));

        System.IO.File.Delete(folder);
        await (await _database.OpenAsync()).PutAsync(1);
    }

    [Fact]
    public async Task Should_refuse_what_comes_after_it_was_closed()
    {
        var store = await _database.OpenAsync();
        var put = store.PutAsync(1);

        await store.DisposeAsync();

        await put;
        await Assert.ThrowsAsync<SpoolException>(() => store.PutAsync(2));
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private async Task PutManyAsync()
    {
        await using var store = await _database.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => store.PutAsync(number, 10)));
    }

    private Task<long> PageAsync(string name) =>
        _database.NumberAsync($"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'");

    private void Spoil(long page)
    {
        using var file = System.IO.File.OpenWrite(File);
        file.Position = (page - 1) * PageSize;
        file.Write(SpoolSamples.Body(1, PageSize));
    }
}
