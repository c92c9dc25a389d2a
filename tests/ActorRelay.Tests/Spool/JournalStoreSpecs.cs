using ActorRelay.Spool;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Spool;

public sealed class JournalStoreSpecs(PostgresServer server) : SpoolSpecs(server)
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JournalQuery Everything = new(March.AddYears(-1), March.AddYears(1));

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_give_back_what_was_written(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var entry = Entry(1) with { Secret = "zone 1", Records = 100, FirstEvent = March.AddMinutes(-5), LastEvent = March.AddMinutes(-4) };
        await opening.Journal.WriteAsync(entry);
        await opening.Journal.WriteAsync(Entry(2) with { Deliveries = [] });

        var entries = await opening.Journal.ListAsync(Everything, null, 10);

        Assert.Equal(entry.Deliveries.ToList(), entries[0].Deliveries.ToList());
        Assert.Equal(entry with { Deliveries = entries[0].Deliveries }, entries[0]);
        Assert.Equal((Entry(2).Address, ""), (entries[1].Address, entries[1].Secret));
        Assert.Equal((null, null, null), (entries[1].Records, entries[1].FirstEvent, entries[1].LastEvent));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_give_back_each_of_many_that_are_written_at_once(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var written = Enumerable.Range(0, 100).Select(number => Entry(number) with
        {
            Records = number % 3 == 0 ? null : number,
            FirstEvent = number % 2 == 0 ? null : March.AddMinutes(number),
        }).ToList();

        await Task.WhenAll(written.Select(opening.Journal.WriteAsync));

        var entries = await opening.Journal.ListAsync(Everything, null, 200);
        Assert.Equal(
            written.Select(entry => (entry.Batch, entry.Hash, entry.Records, entry.FirstEvent)),
            entries.Select(entry => (entry.Batch, entry.Hash, entry.Records, entry.FirstEvent)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_have_one_entry_for_a_batch_that_comes_further(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await journal.WriteAsync(Entry(1));
        await journal.WriteAsync(Entry(1) with
        {
            Outcome = "spooled",
            Records = 100,
            Deliveries = [new JournalDelivery("siem", 40, 1, 60, Done: false)],
        });

        Assert.True(await journal.AddAsync(SpoolSamples.Id(1), new JournalDelivery("siem", 60, 2, 0, Done: true), 0, EventTimeRange.None));
        Assert.True(await journal.AddAsync(SpoolSamples.Id(1), new JournalDelivery("siem", 0, 3, 0, Done: false), 0, EventTimeRange.None));
        Assert.True(await journal.AddAsync(SpoolSamples.Id(1), new JournalDelivery("new", 5, 0, 0, Done: false), 0, EventTimeRange.None));
        Assert.False(await journal.AddAsync(SpoolSamples.Id(9), new JournalDelivery("siem", 60, 2, 0, Done: true), 0, EventTimeRange.None));

        var entry = Assert.Single(await journal.ListAsync(Everything, null, 10));
        Assert.Equal(("spooled", 100), (entry.Outcome, entry.Records));
        Assert.Equal(
            [new JournalDelivery("new", 5, 0, 0, Done: false), new JournalDelivery("siem", 100, 6, 60, Done: true)], entry.Deliveries.ToList());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_list_a_time_and_a_dataset_a_page_at_a_time(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        foreach (var number in new[] { 4, 2, 3, 1, 5 })
        {
            await journal.WriteAsync(Entry(number));
        }

        await journal.WriteAsync(Entry(6) with { Received = Entry(5).Received, Dataset = "other" });
        var first = await journal.ListAsync(Everything, null, 5);
        var second = await journal.ListAsync(Everything, first[^1], 5);

        Assert.Equal([1, 2, 3, 4, 5, 6], Numbers(first.Concat(second)));
        Assert.Equal([2, 3], Numbers(await journal.ListAsync(new JournalQuery(Entry(2).Received, Entry(4).Received), null, 5)));
        Assert.Equal([6], Numbers(await journal.ListAsync(Everything with { Dataset = "other" }, null, 5)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_add_up_and_name_what_is_not_confirmed(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await journal.WriteAsync(Entry(1) with { Records = 100, FirstEvent = March, LastEvent = March.AddHours(1) });
        await journal.WriteAsync(Entry(2) with { Records = 50, FirstEvent = March.AddHours(-1) });
        await journal.WriteAsync(Entry(3) with
        {
            Outcome = "spooled",
            Deliveries = [new JournalDelivery("archive", 3, 0, 0, Done: true), new JournalDelivery("siem", 0, 0, 3, Done: false)],
        });

        var sums = await journal.AuditAsync(Everything, 5);

        Assert.Equal(
            [
                new JournalProtocol.OutcomeSum("confirmed", 2, 150, 2000, March.AddHours(-1), March.AddHours(1)),
                new JournalProtocol.OutcomeSum("spooled", 1, 0, 1000, null, null),
            ],
            sums.Outcomes.ToList());
        Assert.Equal(
            [new JournalProtocol.ReceiverSum("archive", 1, 3, 0, 0), new("siem", 3, 200, 4, 3)], sums.Receivers.ToList());
        Assert.Equal((SpoolSamples.Id(3).Value, "siem"), (Assert.Single(sums.Open).Batch, Assert.Single(sums.Open[0].WaitsFor)));
        Assert.Equal((3, 150, 3000), (sums.Batches, sums.Records, sums.Bytes));
        Assert.Equal(1, sums.NotConfirmed);
        Assert.Empty((await journal.AuditAsync(Everything, 0)).Open);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_add_up_what_is_there_at_one_moment(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        var writing = Task.Run(async () =>
        {
            for (var number = 1; number <= 200; number++)
            {
                await journal.WriteAsync(Entry(number) with
                {
                    Outcome = "spooled",
                    Deliveries = [new JournalDelivery("siem", 0, 0, 0, Done: false)],
                });
            }
        });

        do
        {
            var audit = await journal.AuditAsync(Everything, 500);
            var batches = audit.Outcomes.Sum(of => of.Batches);
            Assert.Equal(
                (batches, batches, batches), (audit.NotConfirmed, audit.Receivers.Sum(of => of.Batches), audit.Open.Length));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_take_what_is_known_of_records_later(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await journal.WriteAsync(Entry(1) with { LastEvent = March });
        var delivery = new JournalDelivery("siem", 0, 0, 0, Done: true);

        await journal.AddAsync(SpoolSamples.Id(1), delivery, 7, Times(-2, -1));
        await journal.AddAsync(SpoolSamples.Id(1), delivery, 7, EventTimeRange.None);
        await journal.AddAsync(SpoolSamples.Id(1), delivery, 7, Times(-3, 1));
        await journal.AddAsync(SpoolSamples.Id(1), delivery, 0, EventTimeRange.None);

        var entry = Assert.Single(await journal.ListAsync(Everything, null, 10));
        Assert.Equal((7, March.AddHours(-3), March.AddHours(1)), (entry.Records, entry.FirstEvent, entry.LastEvent));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_know_who_is_owed_after_a_reassignment(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await journal.WriteAsync(Entry(1));
        await journal.WriteAsync(Entry(2) with { Outcome = "spooled", Deliveries = [new JournalDelivery("siem", 40, 0, 0, Done: false)] });
        await journal.WriteAsync(Refused(3, "refused"));

        await journal.ReassignAsync("siem", "new");

        Assert.Equal("new", Assert.Single(await journal.ListAsync(Everything with { OnlyOpen = true }, null, 10)).Deliveries.Single(of => !of.Done).Receiver);
        await journal.AddAsync(SpoolSamples.Id(2), new JournalDelivery("new", 60, 0, 60, Done: true), 0, EventTimeRange.None);
        Assert.Empty(await journal.ListAsync(Everything with { OnlyOpen = true }, null, 10));
        Assert.Equal([1, 2, 1], (await journal.ListAsync(Everything, null, 10)).Select(entry => entry.Deliveries.Length));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_name_the_hours_that_have_no_batches(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        foreach (var (number, seconds) in new[] { (1, 0), (2, 3599), (3, 3600), (4, 10 * 3600), (5, 11 * 3600) })
        {
            await opening.Journal.WriteAsync(Entry(number) with { Received = March.AddSeconds(seconds) });
        }

        await opening.Journal.WriteAsync(Entry(6) with { Dataset = "a" });

        Assert.Equal(
            [new JournalProtocol.Gap("dns_logs", March.AddHours(2), March.AddHours(10))],
            (await opening.Journal.AuditAsync(new JournalQuery(March, March.AddHours(11)), 5)).Gaps.ToList());
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_name_bodies_that_were_refused_and_never_came_again(string kind)
    {
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await journal.WriteAsync(Refused(1, "came again"));
        await journal.WriteAsync(Entry(2) with { Hash = "came again" });
        await journal.WriteAsync(Entry(3) with { Hash = "came once more" });
        await journal.WriteAsync(Refused(4, "came once more"));
        await journal.WriteAsync(Refused(5, "gone"));
        await journal.WriteAsync(Refused(6, "gone") with { Outcome = "draining" });
        await journal.WriteAsync(Entry(7) with { Hash = "gone", Source = "another" });
        await journal.WriteAsync(Refused(8, "set aside"));
        await journal.WriteAsync(Entry(90) with { Hash = "set aside", Outcome = "quarantined" });

        var refusals = (await journal.AuditAsync(new JournalQuery(March, Entry(9).Received), 10)).Refused.ToList();

        Assert.Equal(
            [
                new("dns_logs", "zone-1", 1, Entry(4).Received, Entry(4).Received, "not-confirmed", "came once more"),
                new JournalProtocol.RefusedBody("dns_logs", "zone-1", 2, Entry(5).Received, Entry(6).Received, "draining", "gone"),
            ],
            refusals);
        Assert.Empty(await journal.ListAsync(Everything with { OnlyOpen = true }, null, 10));
        var one = await journal.AuditAsync(Everything, 1);
        Assert.Equal((2, "came once more"), (one.NotRepeated, Assert.Single(one.Refused).Hash));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_the_oldest_by_time_and_by_number(string kind)
    {
        const int Count = 1200;
        await using var database = await BeginAsync(kind);
        await using var opening = await OpenAsync(database);
        var journal = opening.Journal;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => journal.WriteAsync(Entry(number))));

        Assert.Equal(0, await journal.TrimAsync(Entry(0).Received, Count));
        Assert.Equal(700, await journal.TrimAsync(Entry(700).Received, Count));
        Assert.Equal(490, await journal.TrimAsync(Entry(700).Received, 10));

        Assert.Equal(Enumerable.Range(1190, 10), Numbers(await journal.ListAsync(Everything, null, 100)));
        Assert.Equal(10, await database.NumberAsync("SELECT count(*) FROM journal_receiver"));
    }

    private static JournalEntry Entry(int number) => new(
        SpoolSamples.Id(number), $"hash-{number}", "dns_logs", "zone-1", "/dns_logs/zone-1", "192.0.2.1",
        March.AddSeconds(number), March.AddSeconds(number + 1), 1000, "confirmed", [new JournalDelivery("siem", 100, 2, 0, Done: true)]);

    private static JournalEntry Refused(int number, string hash) => Entry(number) with
    {
        Hash = hash,
        Outcome = "not-confirmed",
        Deliveries = [new JournalDelivery("siem", 7, 0, 0, Done: false)],
    };

    private static IEnumerable<int> Numbers(IEnumerable<JournalEntry> entries) =>
        entries.Select(entry => int.Parse(entry.Batch.Value.Split('-')[1]));

    private static async Task<OpenedSpool> OpenAsync(SpoolDatabase database) =>
        new(await database.OpenAsync(new SpoolOptions { Owner = "relay-1", MinFreeShare = 0 }));

    private static EventTimeRange Times(int first, int last) => new(
        March.AddHours(first).ToUnixTimeMilliseconds() * 1000, March.AddHours(last).ToUnixTimeMilliseconds() * 1000);
}
