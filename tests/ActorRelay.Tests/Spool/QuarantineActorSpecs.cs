using System.Buffers;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Records;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class QuarantineActorSpecs : TestKit, IAsyncLifetime
{
    private const string Dataset = "dns_logs";
    private const int MaxSize = 4600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SqliteSpoolDatabase _database = new();
    private readonly RecordAccounts _accounts = new();
    private readonly IActorRef _quarantine;
    private OpenedSpool _opening = null!;
    private SpoolOpening _opened = null!;
    private int _released;

    public QuarantineActorSpecs() => _quarantine = ActorOfAsTestActorRef<QuarantineActor>(
        QuarantineActor.Props(MaxSize, _accounts), TestActor);

    public async Task InitializeAsync() => _opening = new OpenedSpool(_opened = await _database.OpenAsync(
        new SpoolOptions { Owner = "relay-1", MinFreeShare = 0, QuarantineMaxSize = MaxSize }));

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _opening.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_keep_lines_with_all_that_is_known_of_them()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));

        await KeptAsync(Lines(1, "{\"a\":\0"));

        var item = Assert.Single(await _opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal(("batch-000001", Dataset, "zone-1", 7, "invalid-json", 5, "{\"a\":\0"),
            (item.Batch, item.Dataset, item.Source, item.Line, item.Reason, item.Offset, Encoding.UTF8.GetString(item.Content!)));
        Assert.Equal(new RecordCounts { Received = 1, Quarantined = 1 }, _accounts.Snapshot()[Dataset]);
    }

    [Fact]
    public async Task Should_wait_with_what_comes_until_it_knows_whether_there_is_a_database()
    {
        _quarantine.Tell(Lines(1), TestActor);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        _quarantine.Tell(new SpoolProtocol.Closed("disk full"));
        Assert.Equal("disk full", (await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience)).Reason);

        _quarantine.Tell(Body("1"), TestActor);
        Assert.Equal("disk full", (await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience)).Reason);
        Assert.Equal(1, _released);

        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        await KeptAsync(Lines(2));
        Assert.Equal(new RecordCounts { Received = 2, Quarantined = 1, InFlight = 1 }, _accounts.Snapshot()[Dataset]);
    }

    [Fact]
    public async Task Should_have_in_the_books_once_what_was_there_before()
    {
        await _opening.Quarantine.KeepAsync([Line(1), Line(2)]);
        await _opening.Quarantine.KeepAsync(SpoolSamples.Batch(3), new MemoryStream(new byte[100]), "invalid");

        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        _quarantine.Tell(new SpoolProtocol.Closed("away"));
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        await KeptAsync(Lines(4));

        Assert.Equal(new RecordCounts { Received = 1, Restored = 2, Quarantined = 3 }, _accounts.Snapshot()[Dataset]);
        Assert.Equal(new RecordCounts { Quarantined = 1 }, _accounts.Bodies);
    }

    [Fact]
    public async Task Should_move_what_is_deleted_for_want_of_room_from_quarantined_to_evicted()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        await KeptAsync(Body("1", new byte[1000]));
        await EventFilter.Error(start: "Quarantine is full, raise relay.quarantine.max-size").ExpectAsync(2, async () =>
        {
            for (var batch = 2; batch < 7; batch++)
            {
                await KeptAsync(Lines(batch, new string('x', 1000)));
            }
        });

        Assert.Equal(new RecordCounts { Received = 5, Quarantined = 4, Evicted = 1 }, _accounts.Snapshot()[Dataset]);
        Assert.Equal(new RecordCounts { Evicted = 1 }, _accounts.Bodies);
    }

    [Fact]
    public async Task Should_take_lines_back_of_a_body_that_is_refused()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        var lines = Lines(1);
        await KeptAsync(lines);
        await KeptAsync(new QuarantineProtocol.TakeBack(SpoolSamples.Id(1), [SpoolSamples.Id(1)], lines.Progress));
        lines.Progress.Close();

        Assert.Empty(await _opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal((0, 0), (lines.Progress.Quarantined, lines.Progress.Reached().SetAsideTo));
        Assert.Equal(new RecordCounts { Received = 1, Refused = 1 }, _accounts.Snapshot()[Dataset]);
    }

    [Fact]
    public async Task Should_keep_a_body_as_it_came_and_once_and_give_it_back()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));

        await KeptAsync(Body("1", [1, 2, 3]));
        await KeptAsync(Body("1", [1, 2, 3]) with { Origin = SpoolSamples.Origin(2) with { Hash = "1" } });
        await KeptAsync(Body("2", [4]) with { Origin = SpoolSamples.Origin(3) with { Hash = "2" } });

        var items = await _opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10);
        Assert.Equal([("batch-000001", "invalid", 3L), ("batch-000003", "invalid", 1L)],
            items.Select(item => (item.Batch, item.Reason, item.Bytes)));
        Assert.Equal([1, 2, 3], await _opening.BodyAsync(SpoolSamples.Id(1)));
        Assert.Equal(new RecordCounts { Quarantined = 2 }, _accounts.Bodies);
        Assert.Equal(3, _released);
    }

    [Fact]
    public async Task Should_say_how_large_a_body_is_whose_memory_has_gone_back()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        var large = ActorOf(QuarantineActor.Props(1 << 20, _accounts));
        large.Tell(new SpoolProtocol.Opened(_opened));
        var buffer = new BodyBuffer(new SegmentPool(1 << 20));
        buffer.Append(new byte[100_000]);

        await EventFilter.Warning(contains: "set aside whole, 100000 bytes").ExpectOneAsync(async () =>
        {
            large.Tell(Body("1") with { Body = buffer.Bytes, Owner = buffer }, TestActor);
            await ExpectMsgAsync<QuarantineProtocol.Kept>(Patience);
        });
    }

    [Fact]
    public async Task Should_not_take_a_body_that_is_larger_than_all_of_its_room()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        _quarantine.Tell(Body("1", new byte[MaxSize + 1]), TestActor);

        Assert.Contains(
            "relay.quarantine.max-size", (await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience)).Reason, StringComparison.Ordinal);
        Assert.Equal(1, _released);
    }

    [Fact]
    public async Task Should_tell_its_parent_of_a_database_that_fails_and_try_again_with_the_next()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        await KeptAsync(Lines(1));
        await _database.ExecuteAsync("ALTER TABLE quarantine RENAME TO away");

        _quarantine.Tell(Lines(2), TestActor);
        await ExpectMsgAsync<QuarantineProtocol.NotKept>(Patience);
        await ExpectMsgAsync<SpoolProtocol.Failed>(Patience);

        await _database.ExecuteAsync("ALTER TABLE away RENAME TO quarantine");
        await KeptAsync(Lines(3));
        Assert.Equal(new RecordCounts { Received = 3, Quarantined = 2, InFlight = 1 }, _accounts.Snapshot()[Dataset]);
    }

    [Fact]
    public async Task Should_count_a_body_that_came_out_of_the_spool()
    {
        _quarantine.Tell(new SpoolProtocol.Opened(_opened));
        _quarantine.Tell(new QuarantineKept(1, [new QuarantineCount(Dataset, 0, 2, 500)]) { Ended = new RecordCounts { Quarantined = 17, Spooled = -17 } });
        await KeptAsync(Body("1"));

        Assert.Equal(new RecordCounts { Quarantined = 0, Evicted = 2 }, _accounts.Bodies);
    }

    private async Task KeptAsync(object message)
    {
        _quarantine.Tell(message, TestActor);
        await ExpectMsgAsync<QuarantineProtocol.Kept>(Patience);
    }

    private QuarantineProtocol.SetAside Lines(int batch, string content = "x")
    {
        var progress = new BatchProgress(Dataset, 1, _accounts);
        progress.AddFramed(1);
        var line = new QuarantineProtocol.Line(7, RecordError.InvalidJson, 5, Encoding.UTF8.GetBytes(content));
        return new QuarantineProtocol.SetAside(SpoolSamples.Origin(batch), progress, [line]);
    }

    private static QuarantinedLine Line(int batch) => new(SpoolSamples.Id(batch), Dataset, "", 1, "truncated", 0, [1]);

    private QuarantineProtocol.SetBodyAside Body(string hash, byte[]? bytes = null) => new(
        SpoolSamples.Origin(1) with { Hash = hash }, "invalid",
        new ReadOnlySequence<byte>(bytes ?? [1]), new Released(() => Interlocked.Increment(ref _released)));

    private sealed class Released(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
