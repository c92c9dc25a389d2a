using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class SpoolActorSpecs : TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SpoolOptions Options = new() { Owner = "relay-1", MinFreeShare = 0 };

    private readonly SqliteSpoolDatabase _database = new();
    private readonly RecordAccounts _accounts = new();

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Should_have_written_the_journal_when_it_is_closed()
    {
        var spool = Start();
        await SpoolIsOpenAsync(spool);
        spool.Tell(new JournalProtocol.Write(Entry()));
        spool.Tell(new SpoolProtocol.Close(), TestActor);

        await ExpectMsgAsync<SpoolProtocol.Closed>(Patience);
        await using var opened = new OpenedSpool(await _database.OpenAsync(Options));
        Assert.Single(await opened.Journal.ListAsync(new JournalQuery(SpoolSamples.Begin, SpoolSamples.Begin.AddDays(1)), null, 10));
    }

    [Fact]
    public async Task Should_be_closed_though_there_never_was_a_database()
    {
        var spool = Start(_ => Task.FromException<SpoolOpening>(new SpoolException(SpoolFailure.Locked, "another has it")));
        spool.Tell(new SpoolProtocol.Close(), TestActor);

        await ExpectMsgAsync<SpoolProtocol.Closed>(Patience);
    }

    [Fact]
    public async Task Should_close_a_database_that_was_still_being_opened()
    {
        var opening = new TaskCompletionSource<SpoolOpening>();
        var spool = Start(_ => opening.Task);
        spool.Tell(new SpoolProtocol.Close(), TestActor);

        var opened = await _database.OpenAsync(Options);
        opening.SetResult(opened);

        await ExpectMsgAsync<SpoolProtocol.Closed>(Patience);
        Assert.Equal("the spool is closed", (await Assert.ThrowsAsync<SpoolException>(() => opened.Store.SizeAsync())).Message);
        Assert.Equal("the spool is closed", (await Assert.ThrowsAsync<SpoolException>(() => opened.Store.ProbeAsync())).Message);
    }

    [Fact]
    public async Task Should_tell_the_journal_of_a_copy_that_was_delivered_later()
    {
        var spool = Start();
        await SpoolIsOpenAsync(spool);
        spool.Tell(new JournalProtocol.Write(Entry() with { Deliveries = [new JournalDelivery("siem", 20, 0, 0, Done: false)] }));
        spool.Tell(new SpoolProtocol.Put(SpoolSamples.Id(1), new MemoryStream([1]), default), TestActor);
        await ExpectMsgAsync<SpoolProtocol.Read>(Patience);
        spool.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), TestActor);
        await ExpectMsgAsync<SpoolProtocol.Stored>(Patience);
        spool.Tell(new SpoolProtocol.Claim("siem"), TestActor);
        var claimed = await ExpectMsgAsync<SpoolProtocol.Claimed>(Patience);
        await claimed.Body.DisposeAsync();
        spool.Tell(new SpoolProtocol.Release(claimed.Claim, ResumePoint.Beginning(1)) { Delivered = new JournalDelivery("siem", 30, 7, 30, false) });
        spool.Tell(new SpoolProtocol.Claim("siem"), TestActor);
        claimed = await ExpectMsgAsync<SpoolProtocol.Claimed>(Patience);
        await claimed.Body.DisposeAsync();
        spool.Tell(new SpoolProtocol.Finish(claimed.Claim, new RunCount(120, 0)) { Delivered = new JournalDelivery("siem", 50, 0, 50, false) });

        await AwaitAssertAsync(() => Assert.Equal(100, _accounts.Snapshot()["dns_logs"].Confirmed), Patience);
        spool.Tell(new SpoolProtocol.Close(), TestActor);
        await ExpectMsgAsync<SpoolProtocol.Closed>(Patience);
        await using var opened = new OpenedSpool(await _database.OpenAsync(Options));
        var entry = Assert.Single(await opened.Journal.ListAsync(new JournalQuery(SpoolSamples.Begin, SpoolSamples.Begin.AddDays(1)), null, 10));
        Assert.Equal([new JournalDelivery("siem", 100, 7, 80, Done: true)], entry.Deliveries.ToList());
        Assert.Equal(120, entry.Records);
    }

    [Fact]
    public async Task Should_open_a_damaged_database_once_though_what_was_begun_on_it_fails_late()
    {
        var checkedAll = new List<bool>();
        var examined = new TaskCompletionSource();
        var spool = Start(async checkAll =>
        {
            checkedAll.Add(checkAll);
            if (checkAll)
            {
                await examined.Task;
            }

            return await _database.OpenAsync(Options);
        });
        await SpoolIsOpenAsync(spool);

        spool.Tell(new SpoolProtocol.Failed(new SpoolException(SpoolFailure.Corrupt, "damaged")));
        await AwaitAssertAsync(() => Assert.Equal([false, true], checkedAll), Patience);
        spool.Tell(new SpoolProtocol.Failed(new SpoolException(SpoolFailure.Gone, "the spool is closed")));
        await ExpectNoMsgAsync(TimeSpan.FromSeconds(1.5));
        Assert.Equal([false, true], checkedAll);

        examined.SetResult();
        await SpoolIsOpenAsync(spool);
    }

    private async Task SpoolIsOpenAsync(IActorRef spool) => await AwaitAssertAsync(
        async () => Assert.True((await spool.Ask<SpoolProtocol.SpoolReport>(SpoolProtocol.GetSpool.Instance, Patience)).Writable),
        Patience);

    private IActorRef Start(SpoolOpener? open = null)
    {
        var settings = SettingsReader.Read("""
            relay { edge.secrets = ["a-secret-of-the-specs-0123456789"], receivers.siem.address = "tcp://127.0.0.1:1" }
            """).Valid();
        return Sys.ActorOf(SpoolActor.Props(
            open ?? (_ => _database.OpenAsync(Options)),
            settings.Spool,
            CopiesActor.Props(new CurrentSettings(settings), _accounts),
            QuarantineActor.Props(1 << 20, _accounts),
            JournalActor.Props(settings.Journal with { Keep = TimeSpan.FromDays(36500) }, TimeProvider.System)));
    }

    private static JournalEntry Entry() => new(
        SpoolSamples.Id(1), "hash-1", "dns_logs", "zone-1", "/dns_logs/zone-1", "192.0.2.1",
        SpoolSamples.Begin, SpoolSamples.Begin.AddSeconds(1), 1000, "spooled", []);
}
