using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using ActorRelay.Tests.Edge;

namespace ActorRelay.Tests.Batches;

public sealed class BatchLedgerSpecs
{
    private static readonly BatchId First = new("first");
    private static readonly BatchId Second = new("second");

    private readonly ManualTime _time = new();

    [Fact]
    public void Should_remember_a_batch_for_as_long_as_it_is_told()
    {
        var ledger = Ledger();
        ledger.Remember(Key(1), Finished(First));

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(Finished(First), ledger.Find(Key(1)));
        Assert.Null(ledger.Find(Key(2)));
        Assert.Null(ledger.Find(Key(1) with { Source = "zone" }));
        Assert.Null(ledger.Find(Key(1) with { Dataset = "b" }));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(ledger.Find(Key(1)));
        Assert.Equal((0, 0), (ledger.Count, ledger.Forgotten));
    }

    [Fact]
    public void Should_remember_from_when_it_was_told_last()
    {
        var ledger = Ledger();
        ledger.Remember(Key(1), Finished(First));
        _time.Advance(TimeSpan.FromMinutes(59));
        ledger.Remember(Key(1), Finished(Second));
        _time.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal((Finished(Second), 1), (ledger.Find(Key(1)), ledger.Count));
    }

    [Fact]
    public void Should_forget_a_batch_once_its_latest_post_is_answered()
    {
        var ledger = Ledger();
        ledger.Remember(Key(1), Finished(Second));

        ledger.Answered(Key(1), First);
        Assert.NotNull(ledger.Find(Key(1)));
        ledger.Answered(Key(1), Second);
        Assert.Null(ledger.Find(Key(1)));
    }

    [Fact]
    public void Should_keep_what_is_half_done_or_poison_whatever_was_answered()
    {
        var ledger = Ledger();
        ledger.Remember(Key(1), new LedgerEntry.Poison(BatchOutcome.Invalid));
        ledger.Remember(Key(2), HalfDone(["siem"], 5));

        ledger.Answered(Key(1), First);
        ledger.Answered(Key(2), First);

        Assert.Equal(2, ledger.Count);
    }

    [Fact]
    public void Should_remember_answered_batches_too_where_it_is_told_to()
    {
        var ledger = Ledger(answered: TimeSpan.FromMinutes(5));
        ledger.Remember(Key(1), Finished(First));
        _time.Advance(TimeSpan.FromMinutes(59));
        ledger.Answered(Key(1), First);

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotNull(ledger.Find(Key(1)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(ledger.Find(Key(1)));
    }

    [Fact]
    public void Should_forget_the_oldest_when_it_is_full_answered_ones_first_and_count_them()
    {
        var ledger = Ledger(answered: TimeSpan.FromMinutes(5), maxEntries: 3);
        foreach (var key in new byte[] { 1, 2, 3 })
        {
            ledger.Remember(Key(key), Finished(First));
        }

        ledger.Answered(Key(2), First);
        ledger.Remember(Key(1), Finished(Second));
        Assert.Equal((3, 0), (ledger.Count, ledger.Forgotten));

        ledger.Remember(Key(4), Finished(First));
        Assert.Equal([1, 3, 4], Remembered());
        ledger.Remember(Key(5), Finished(First));
        Assert.Equal([1, 4, 5], Remembered());
        Assert.Equal(2, ledger.Forgotten);

        List<int> Remembered() => [.. Enumerable.Range(1, 5).Where(key => ledger.Find(Key((byte)key)) is not null)];
    }

    [Fact]
    public void Should_resume_each_receiver_by_its_name()
    {
        var halfDone = HalfDone(["siem", "archive"], 5, 7);

        Assert.Equal([7, 0, 5], halfDone.For(Routes(InputStyle.Json, "archive", "new", "siem")).ConfirmedTo.AsEnumerable());
        Assert.Equal((0, 4), (halfDone.For(Routes(InputStyle.Json, "siem", "new")).Start, halfDone.For(Routes(InputStyle.Json, "siem")).Start));
        Assert.Equal([0], halfDone.For(Routes(InputStyle.Text, "siem")).ConfirmedTo.AsEnumerable());
    }

    [Fact]
    public void Should_take_no_more_memory_than_it_says()
    {
        // The reference says 0.5 KiB; dictionaries that grow leave as much behind as they have.
        const int Entries = 20_000;
        var ledger = Ledger(maxEntries: Entries);
        var accounts = new RecordAccounts();
        var routes = Routes(InputStyle.Json, "siem", "archive");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Entries; i++)
        {
            var key = new LedgerKey(new BodyHash((ulong)i, 0, 0, 0), new string('d', 12), new string('s', 12));
            ledger.Remember(key, new LedgerEntry.HalfDone(new BatchId("before"), routes, new BatchProgress(key.Dataset, 2, accounts)));
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Entries;
        Assert.Equal(Entries, ledger.Count);
        Assert.InRange(each, 1, 1024);
    }

    private static LedgerEntry.Finished Finished(BatchId request) =>
        new(request, new BatchAnswer(BatchOutcome.Confirmed, 10, 0, null));

    private static LedgerEntry.HalfDone HalfDone(string[] receivers, params long[] confirmedTo) => new(
        new BatchId("before"),
        Routes(InputStyle.Json, receivers),
        new BatchProgress("a", receivers.Length, new RecordAccounts(), new ResumePoint([.. confirmedTo], 4, 0)));

    private static DatasetRoutes Routes(InputStyle input, params string[] receivers) => DatasetRoutes.Find(
        [new RouteSettings { Datasets = ["*"], Receivers = [.. receivers], Input = input }], "a")!;

    private static LedgerKey Key(byte hash) => new(new BodyHash(hash, 0, 0, 0), "a", "");

    private BatchLedger Ledger(TimeSpan answered = default, int maxEntries = 10) =>
        new(new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = answered, MaxEntries = maxEntries }, _time);
}
