using ActorRelay.Configuration;
using ActorRelay.Spool;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorRelay.Tests.Spool;

public sealed class JournalActorSpecs : TestKit, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset Today = SpoolSamples.Begin.AddDays(1);
    private static readonly JournalQuery Everything = new(Today.AddYears(-1), Today.AddYears(1));

    /// <summary>By which they are not at a full hour.</summary>
    private static readonly TimeSpan Odd = TimeSpan.FromMilliseconds(5);

    private readonly SettableTime _time = new();
    private readonly SqliteSpoolDatabase _database = new();
    private readonly IActorRef _journal;
    private SpoolOpening _opening = null!;

    public JournalActorSpecs() => _journal = ActorOfAsTestActorRef<JournalActor>(
        JournalActor.Props(new JournalSettings { Keep = TimeSpan.FromDays(30), MaxEntries = 1000 }, _time), TestActor);

    public async Task InitializeAsync() =>
        _opening = await _database.OpenAsync(new SpoolOptions { Owner = "relay-1", MinFreeShare = 0 });

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _opening.Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_write_by_itself_what_waits()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        Write(Entry(1), Entry(2));
        _journal.Tell(new JournalProtocol.Add(SpoolSamples.Id(2), new JournalDelivery("siem", 3, 0, 0, Done: true), 0, EventTimeRange.None));

        await AwaitAssertAsync(
            async () => Assert.Equal([1, 4], (await ListAsync()).Select(entry => (int)entry.Deliveries[0].Confirmed)), Patience);
    }

    [Fact]
    public async Task Should_wait_for_the_batch_of_a_copy_that_was_delivered_early()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        _journal.Tell(new JournalProtocol.Add(SpoolSamples.Id(1), new JournalDelivery("siem", 3, 0, 0, Done: true), 0, EventTimeRange.None));
        Write(Entry(2));
        await AwaitAssertAsync(async () => Assert.Single(await ListAsync()), Patience);
        Write(Entry(1, done: false));

        await AwaitAssertAsync(
            async () => Assert.Equal([new JournalDelivery("siem", 4, 0, 0, Done: true)], (await ListAsync())[0].Deliveries.ToList()),
            Patience);
    }

    [Fact]
    public async Task Should_have_written_all_when_it_says_so()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        Write([.. Enumerable.Range(1, 700).Select(number => Entry(number))]);

        await FlushAsync();

        Assert.Equal(700, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Should_keep_what_comes_while_there_is_no_database_up_to_a_bound()
    {
        Write(Entry(1));
        await FlushAsync();
        await EventFilter.Error(contains: "dropped so far, batches an audit will miss: 2").ExpectOneAsync(Patience, () =>
        {
            Write([.. Enumerable.Range(2, JournalActor.MostWaiting + 1).Select(number => Entry(number))]);
            return Task.CompletedTask;
        });

        _journal.Tell(new SpoolProtocol.Opened(_opening));
        await FlushAsync();

        Assert.Equal(JournalActor.MostWaiting, (await _opening.Journal.AuditAsync(Everything, 1)).Outcomes.Single().Batches);
    }

    [Fact]
    public async Task Should_try_again_what_the_database_did_not_take_and_tell_its_parent()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        await _database.ExecuteAsync("ALTER TABLE journal RENAME TO away");
        Write(Entry(1));
        _journal.Tell(SpoolProtocol.Flush.Instance, TestActor);
        await ExpectMsgAsync<SpoolProtocol.Failed>(Patience);
        await FishForMessageAsync(message => message is SpoolProtocol.Flushed, Patience);

        await _database.ExecuteAsync("ALTER TABLE away RENAME TO journal");
        await AwaitAssertAsync(async () => Assert.Single(await ListAsync()), Patience);
    }

    [Fact]
    public async Task Should_delete_what_is_too_old_when_there_is_a_database()
    {
        await _opening.Journal.WriteAsync(Entry(1) with { Received = Today.AddDays(-31) });
        await _opening.Journal.WriteAsync(Entry(2) with { Received = Today.AddDays(-29) });
        await _opening.Journal.WriteAsync(Entry(3) with { Received = Today });

        _journal.Tell(new SpoolProtocol.Opened(_opening));

        await AwaitAssertAsync(
            async () => Assert.Equal([SpoolSamples.Id(2), SpoolSamples.Id(3)], (await ListAsync()).Select(entry => entry.Batch)), Patience);
    }

    [Fact]
    public async Task Should_keep_what_a_clock_that_jumps_ahead_makes_old()
    {
        await _opening.Journal.WriteAsync(Entry(1) with { Received = Today.AddDays(-31) });
        await _opening.Journal.WriteAsync(Entry(2) with { Received = Today.AddDays(-29) });
        await _opening.Journal.WriteAsync(Entry(3) with { Received = Today });
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        await AwaitAssertAsync(async () => Assert.Equal(2, (await ListAsync()).Count), Patience);

        _time.Now = Today.AddYears(10);
        await TrimAsync();
        Assert.Equal(2, (await ListAsync()).Count);

        // It was not the time that passed; this is.
        _time.Now = Today.AddDays(2);
        _time.Passed = TimeSpan.FromDays(2);
        await TrimAsync();
        await AwaitAssertAsync(async () => Assert.Equal(SpoolSamples.Id(3), Assert.Single(await ListAsync()).Batch), Patience);
    }

    [Fact]
    public async Task Should_believe_a_clock_that_was_ahead_at_the_start_after_a_day()
    {
        await _opening.Journal.WriteAsync(Entry(1) with { Received = Today });
        _time.Now = Today.AddYears(10);
        await TrimAsync();
        Assert.Single(await ListAsync());

        _time.Now += TimeSpan.FromDays(1);
        _time.Passed = TimeSpan.FromDays(1);
        await TrimAsync();
        await AwaitAssertAsync(async () => Assert.Empty(await ListAsync()), Patience);
    }

    [Fact]
    public async Task Should_audit()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        Write(
            Entry(1),
            Entry(2) with { Received = Today.AddHours(3) },
            Entry(3) with { Received = Today.AddHours(3), Outcome = "not-confirmed" },
            Entry(4, done: false) with { Received = Today.AddHours(4), Outcome = "spooled", Dataset = "other" });
        await FlushAsync();

        var from = Today.AddDays(-2);
        _journal.Tell(new JournalProtocol.GetAudit(new JournalQuery(from, Today.AddDays(1))), TestActor);
        var report = await ExpectMsgAsync<JournalProtocol.AuditReport>(Patience);

        Assert.Equal((4, 40, 4000, 1, 1), (report.Batches, report.Records, report.Bytes, report.NotConfirmed, report.NotRepeated));
        Assert.Equal(
            new JournalProtocol.Gap("dns_logs", SpoolSamples.Begin.AddHours(1) - Odd, Today.AddHours(3) - Odd), Assert.Single(report.Gaps));
        var open = Assert.Single(report.Open);
        Assert.Equal((SpoolSamples.Id(4).Value, "siem"), (open.Batch, Assert.Single(open.WaitsFor)));
        Assert.Equal("hash-3", Assert.Single(report.Refused).Hash);
        Assert.Equal([("siem", 4L, 4L)], report.Receivers.Select(of => (of.Receiver, of.Batches, of.Confirmed)));

        var dns = new JournalQuery(from, Today.AddDays(1)) { Dataset = "dns_logs" };
        _journal.Tell(new JournalProtocol.GetAuditPage(dns, null), TestActor);
        var rows = (await ExpectMsgAsync<JournalProtocol.AuditPage>(Patience)).Rows;
        Assert.Equal([1, 2, 3], rows.Select(row => int.Parse(row.Hash.Split('-')[1])));
        _journal.Tell(new JournalProtocol.GetAuditPage(dns, rows[^1]), TestActor);
        Assert.Empty((await ExpectMsgAsync<JournalProtocol.AuditPage>(Patience)).Rows);
    }

    [Fact]
    public async Task Should_say_why_there_is_no_audit()
    {
        _journal.Tell(new SpoolProtocol.Closed("disk full"));
        _journal.Tell(new JournalProtocol.GetAudit(new JournalQuery(Today, Today)), TestActor);

        Assert.Equal("disk full", (await ExpectMsgAsync<SpoolProtocol.Unavailable>(Patience)).Reason);
    }

    private void Write(params JournalEntry[] entries) =>
        Array.ForEach(entries, entry => _journal.Tell(new JournalProtocol.Write(entry)));

    private async Task FlushAsync()
    {
        _journal.Tell(SpoolProtocol.Flush.Instance, TestActor);
        await ExpectMsgAsync<SpoolProtocol.Flushed>(Patience);
    }

    private async Task TrimAsync()
    {
        _journal.Tell(new SpoolProtocol.Opened(_opening));
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
    }

    private Task<IReadOnlyList<JournalEntry>> ListAsync() => _opening.Journal.ListAsync(Everything, null, 1000);

    private static JournalEntry Entry(int number, bool done = true) => new(
        SpoolSamples.Id(number), $"hash-{number}", "dns_logs", "zone-1", "/dns_logs/zone-1", "192.0.2.1",
        SpoolSamples.Begin, SpoolSamples.Begin.AddSeconds(1), 1000, "confirmed", [new JournalDelivery("siem", 1, 0, 0, done)])
    {
        Records = 10,
    };

    /// <summary>A clock, and the time that passes, each by itself.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Today;

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
