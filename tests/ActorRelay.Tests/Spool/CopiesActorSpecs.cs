using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Spool;
using ActorRelay.Tests.Delivery;
using ActorRelay.Tests.Edge;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

/// <summary>Puts, and what runs of copies come to; the probe of the test stands for the parent.</summary>
public sealed class CopiesActorSpecs : TestKit, IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Describing = TimeSpan.FromSeconds(10);

    private readonly SqliteSpoolDatabase _database = new();
    private readonly RecordAccounts _accounts = new();
    private readonly TestProbe _putter;
    private readonly IActorRef _copies;
    private SpoolOpening _opening = null!;

    public CopiesActorSpecs()
        : base(TestConfig.VirtualTime)
    {
        _putter = CreateTestProbe();
        var settings = EdgeTestSettings.With(EdgeTestSettings.Edge);
        _copies = ActorOfAsTestActorRef<CopiesActor>(
            CopiesActor.Props(new CurrentSettings(settings with { Spool = settings.Spool with { Enabled = true } }), _accounts), TestActor);
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    public async Task InitializeAsync()
    {
        _opening = await _database.OpenAsync(new SpoolOptions { Owner = "relay-1", MinFreeShare = 0 });
        _copies.Tell(new SpoolProtocol.Opened(_opening));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _opening.Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData((5 * MiB) + 1)]
    public async Task Should_ask_what_a_body_is_once_it_was_read_and_store_it_then(int length)
    {
        var body = new MemoryStream(SpoolSamples.Body(1, length));
        Put(body);

        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);
        Assert.False(body.CanRead);
        Assert.Null(await _opening.Store.FindAsync(SpoolSamples.Id(1)));
        Assert.Equal(length / MiB + (length < MiB ? 0 : 1), await _database.RowsAsync());

        // Meanwhile others are served.
        await _opening.Store.PutAsync(2);

        _copies.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1, new SpoolCopy("siem", 5, Live: true))), _putter);
        var stored = await _putter.ExpectMsgAsync<SpoolProtocol.Stored>(Patience);
        Assert.Equal(("siem", 5), (stored.Live.Single().Receiver, stored.Live.Single().ConfirmedTo));
        Assert.Equal(SpoolSamples.Body(1, length), await _opening.Store.ReadAsync(SpoolSamples.Id(1)));
    }

    [Fact]
    public async Task Should_answer_the_one_who_says_what_it_is()
    {
        Put(new MemoryStream([1]));
        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);

        var stored = await _copies.Ask<object>(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), Patience);

        Assert.IsType<SpoolProtocol.Stored>(stored);
        await _putter.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Should_keep_nothing_of_a_body_when_it_is_not_said_in_time_what_it_is()
    {
        Put(new MemoryStream(SpoolSamples.Body(1, 3 * MiB)));
        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);

        Time.Advance(Describing);

        Assert.Contains("in time", (await _putter.ExpectMsgAsync<SpoolProtocol.NotStored>(Patience)).Reason, StringComparison.Ordinal);
        Assert.Equal(0, await _database.RowsAsync());
        _copies.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), _putter);
        await _putter.ExpectMsgAsync<SpoolProtocol.NotStored>(Patience);
        Assert.Null(await _opening.Store.FindAsync(SpoolSamples.Id(1)));
    }

    [Fact]
    public async Task Should_keep_nothing_of_a_body_whose_putter_is_gone()
    {
        using var cancel = new CancellationTokenSource();
        Put(new MemoryStream(SpoolSamples.Body(1, 3 * MiB)), cancel.Token);
        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);

        await cancel.CancelAsync();

        await _putter.ExpectMsgAsync<SpoolProtocol.NotStored>(Patience);
        Assert.Equal(0, await _database.RowsAsync());
    }

    [Fact]
    public async Task Should_store_what_is_known_though_its_putter_has_gone_since()
    {
        using var cancel = new CancellationTokenSource();
        Put(new MemoryStream(SpoolSamples.Body(1, 3 * MiB)), cancel.Token);
        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);

        _copies.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), _putter);
        await cancel.CancelAsync();

        await _putter.ExpectMsgAsync<SpoolProtocol.Stored>(Patience);
        Assert.NotNull(await _opening.Store.FindAsync(SpoolSamples.Id(1)));
    }

    [Fact]
    public async Task Should_tell_who_waits_for_what_was_put_and_was_released()
    {
        _copies.Tell(new SpoolProtocol.Subscribe(_putter));
        await StoreAsync();
        Assert.Equal(["siem"], (await _putter.ExpectMsgAsync<SpoolProtocol.Waiting>(Patience)).Receivers);
        _copies.Tell(new SpoolProtocol.Claim("siem"), _putter);
        var claimed = await _putter.ExpectMsgAsync<SpoolProtocol.Claimed>(Patience);
        await claimed.Body.DisposeAsync();

        _copies.Tell(new SpoolProtocol.Release(claimed.Claim, ResumePoint.Beginning(1)) { Delivered = new JournalDelivery("siem", 3, 1, 3, false) });

        Assert.Equal(["siem"], (await _putter.ExpectMsgAsync<SpoolProtocol.Waiting>(Patience)).Receivers);
        Assert.Equal(
            new JournalDelivery("siem", 3, 1, 3, Done: false), (await ExpectMsgAsync<JournalProtocol.Add>(Patience)).Delivery);
    }

    [Fact]
    public async Task Should_set_a_poison_batch_aside_and_tell_journal_and_quarantine()
    {
        await StoreAsync();
        var claim = await _opening.Store.ClaimOldestAsync("siem");

        _copies.Tell(new SpoolProtocol.SetAside(
            new SpoolProtocol.Finish(claim!, new RunCount(130, 10)), ResumePoint.At(40), "corrupt"));

        Assert.False((await ExpectMsgAsync<JournalProtocol.Add>(Patience)).Delivery.Done);
        Assert.Equal(1, (await ExpectMsgAsync<QuarantineKept>(Patience)).New);
        var item = Assert.Single(await _opening.Quarantine.ListAsync(QuarantineFilter.All, 0, 10));
        Assert.Equal(("siem", 40, "corrupt"), (item.Receiver, item.ConfirmedTo, item.Reason));
        var records = _accounts.Snapshot()["dns_logs"];
        Assert.Equal((10, 90, 20, -100), (records.Received, records.Quarantined, records.Confirmed, records.Spooled));
    }

    [Fact]
    public async Task Should_finish_again_what_the_database_did_not_take()
    {
        await StoreAsync();
        var claim = await _opening.Store.ClaimOldestAsync("siem");
        await _database.ExecuteAsync("ALTER TABLE spool_copy RENAME TO away");
        _copies.Tell(new SpoolProtocol.Finish(claim!, default));
        await ExpectMsgAsync<SpoolProtocol.Failed>(Patience);

        await _database.ExecuteAsync("ALTER TABLE away RENAME TO spool_copy");
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await ExpectMsgAsync<JournalProtocol.Add>(Patience)).Delivery.Done);
        Assert.Null(await _opening.Store.FindAsync(SpoolSamples.Id(1)));
    }

    [Fact]
    public async Task Should_say_why_nothing_can_be_put_and_claim_nothing_while_there_is_no_database()
    {
        _copies.Tell(new SpoolProtocol.Closed("disk full"));
        Put(new MemoryStream([1]));
        Assert.Equal("disk full", (await _putter.ExpectMsgAsync<SpoolProtocol.NotStored>(Patience)).Reason);
        _copies.Tell(new SpoolProtocol.Claim("siem"), _putter);
        await _putter.ExpectMsgAsync<SpoolProtocol.NoneWaits>(Patience);
        _copies.Tell(new SpoolProtocol.ShowSpooled("x"), _putter);
        Assert.Equal("disk full", (await _putter.ExpectMsgAsync<SpoolProtocol.Unavailable>(Patience)).Reason);
    }

    [Fact]
    public async Task Should_come_to_rest_only_when_a_put_that_was_begun_has_ended()
    {
        Put(new MemoryStream(SpoolSamples.Body(1, 1000)));
        await _putter.ExpectMsgAsync<SpoolProtocol.Read>(Patience);
        _copies.Tell(SpoolProtocol.Flush.Instance, TestActor);
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));

        _copies.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), _putter);

        await _putter.ExpectMsgAsync<SpoolProtocol.Stored>(Patience);
        await ExpectMsgAsync<SpoolProtocol.Flushed>(Patience);
        Put(new MemoryStream([1]));
        Assert.Equal("the relay stops", (await _putter.ExpectMsgAsync<SpoolProtocol.NotStored>(Patience)).Reason);
    }

    private void Put(Stream body, CancellationToken cancel = default) =>
        _copies.Tell(new SpoolProtocol.Put(SpoolSamples.Id(1), body, cancel), _putter);

    private async Task StoreAsync()
    {
        var other = CreateTestProbe();
        _copies.Tell(new SpoolProtocol.Put(SpoolSamples.Id(1), new MemoryStream([1]), default), other);
        await other.ExpectMsgAsync<SpoolProtocol.Read>(Patience);
        _copies.Tell(new SpoolProtocol.Describe(SpoolSamples.Entry(1)), other);
        await other.ExpectMsgAsync<SpoolProtocol.Stored>(Patience);
    }
}
