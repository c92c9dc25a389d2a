using ActorRelay.Accounts;

namespace ActorRelay.Tests.Accounts;

public sealed class BatchProgressSpecs
{
    private readonly RecordAccounts _accounts = new();

    [Fact]
    public void Should_count_a_record_as_confirmed_when_all_that_get_it_have_confirmed()
    {
        var progress = new BatchProgress("dns_logs", 2, _accounts);
        progress.AddFramed(10, filtered: 3, delivered: 7, gets: [true, true]);
        progress.AddFramed(10, filtered: 6, delivered: 4, gets: [false, true]);

        progress.AddConfirmed(0, 10);
        Assert.Equal((0, 20, 0), (progress.Confirmed, progress.ConfirmedTo(0), progress.ConfirmedTo(1)));
        progress.AddConfirmed(1, 10);
        Assert.Equal((7, 20, 10), (progress.Confirmed, progress.ConfirmedTo(0), progress.ConfirmedTo(1)));
        progress.AddConfirmed(1, 20);
        Assert.Equal((11, 20, 20), (progress.Confirmed, progress.ConfirmedTo(0), progress.ConfirmedTo(1)));
        progress.Close();
        AssertBooks(new RecordCounts { Received = 20, Filtered = 9, Confirmed = 11 });
    }

    [Fact]
    public void Should_tell_of_each_record_that_a_receiver_confirms_once()
    {
        var progress = new BatchProgress("dns_logs", 2, _accounts);
        progress.AddFramed(10, delivered: 10, gets: [true, true]);

        progress.AddConfirmed(1, 4, lines: 3);
        progress.AddConfirmed(1, 6, lines: 2);
        progress.AddResent(1, 2);
        Assert.Equal(default, progress.TakeDelivered(0));
        Assert.Equal((5L, 2L), progress.TakeDelivered(1));
        Assert.Equal(default, progress.TakeDelivered(1));
        progress.AddConfirmed(1, 10, lines: 4);
        Assert.Equal((4L, 0L), progress.TakeDelivered(1));
    }

    [Fact]
    public void Should_not_go_back_when_a_receiver_gets_something_again()
    {
        var progress = new BatchProgress("dns_logs", 2, _accounts);
        progress.AddFramed(10, delivered: 10, gets: [false, true]);
        Assert.Equal(10, progress.ConfirmedTo(0));

        progress.AddFramed(10, delivered: 10, gets: [true, false]);
        Assert.Equal(10, progress.ConfirmedTo(0));
        progress.AddConfirmed(1, 10);
        Assert.Equal(10, progress.Confirmed);
    }

    [Fact]
    public void Should_refuse_what_is_open_at_the_end_and_keep_what_was_filtered()
    {
        var progress = new BatchProgress("dns_logs", 1, _accounts);
        progress.AddFramed(10, filtered: 4, delivered: 5, gets: [true]);
        progress.Close();
        AssertBooks(new RecordCounts { Received = 10, Filtered = 4, Refused = 6 });

        progress.AddConfirmed(0, 10);
        progress.AddQuarantined(1);
        AssertBooks(new RecordCounts { Received = 10, Filtered = 4, Confirmed = 5, Quarantined = 1 });
    }

    [Fact]
    public void Should_know_what_to_do_without_receivers()
    {
        var progress = new BatchProgress("dns_logs", 0, _accounts);
        progress.AddFramed(10, filtered: 10, gets: [false]);
        progress.Close();
        AssertBooks(new RecordCounts { Received = 10, Filtered = 10 });
    }

    [Fact]
    public void Should_say_where_a_next_run_goes_on()
    {
        var first = new BatchProgress("dns_logs", 2, _accounts);
        Assert.False(first.HasBegun);
        first.AddFramed(10, delivered: 9, gets: [true, true], bad: 1);
        first.AddConfirmed(0, 10);
        first.Close();
        AssertReached(first, [10, 0], setAsideTo: 0, quarantined: 0);

        // Quarantine was late.
        first.AddQuarantined(1);
        AssertReached(first, [10, 0], setAsideTo: 10, quarantined: 1);

        // It ends before it comes to where the first was, and then goes beyond that.
        var second = new BatchProgress("dns_logs", 2, _accounts, first.Reached());
        AssertReached(second, [10, 0], setAsideTo: 10, quarantined: 1);
        second.AddFramed(5, delivered: 5, gets: [false, true]);
        AssertReached(second, [10, 0], setAsideTo: 10, quarantined: 1);
        second.AddConfirmed(1, 5);
        AssertReached(second, [10, 5], setAsideTo: 10, quarantined: 1);
        second.AddFramed(15, delivered: 14, gets: [true, true], repeated: 1);
        second.AddConfirmed(0, 20);
        AssertReached(second, [20, 5], setAsideTo: 20, quarantined: 1);
        second.Close();

        AssertBooks(new RecordCounts { Received = 30, Refused = 23, Quarantined = 1, Confirmed = 5, Repeated = 1 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_balance_at_every_moment(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var receivers = random.Next(1, 5);
            var progress = new BatchProgress("dns_logs", receivers, _accounts);
            var open = Enumerable.Range(0, receivers).Select(_ => new Queue<long>()).ToArray();
            var before = new long[receivers];
            var delivered = 0L;
            for (var cuts = random.Next(1, 40); cuts > 0 || open.Any(queue => queue.Count > 0);)
            {
                if (cuts > 0 && random.Next(2) == 0)
                {
                    cuts--;
                    var records = random.Next(1, 50);
                    bool[] gets = [.. open.Select(_ => random.Next(3) == 0)];
                    var some = gets.Contains(true) ? random.Next(1, records + 1) : 0;
                    progress.AddFramed(records, records - some, some, gets);
                    delivered += some;
                    foreach (var (queue, _) in open.Zip(gets).Where(pair => pair.Second))
                    {
                        queue.Enqueue(progress.Framed);
                    }
                }
                else if (open[random.Next(receivers)] is { Count: > 0 } queue)
                {
                    progress.AddConfirmed(Array.IndexOf(open, queue), queue.Dequeue());
                }

                for (var i = 0; i < receivers; i++)
                {
                    Assert.InRange(progress.ConfirmedTo(i), before[i], open[i].Count > 0 ? open[i].Peek() - 1 : progress.Framed);
                    before[i] = progress.ConfirmedTo(i);
                }

                AssertBalanced();
            }

            Assert.Equal((delivered, progress.Framed - delivered), (progress.Confirmed, progress.Filtered));
            Assert.Equal(0, _accounts.Snapshot()["dns_logs"].InFlight);
        }
    }

    private static void AssertReached(BatchProgress progress, long[] confirmedTo, long setAsideTo, long quarantined)
    {
        var reached = progress.Reached();
        Assert.Equal(confirmedTo, reached.ConfirmedTo.AsEnumerable());
        Assert.Equal((setAsideTo, quarantined, true), (reached.SetAsideTo, reached.Quarantined, progress.HasBegun));
    }

    private void AssertBooks(RecordCounts expected) => Assert.Equal(expected, _accounts.Snapshot()["dns_logs"]);

    private void AssertBalanced()
    {
        var books = _accounts.Snapshot().GetValueOrDefault("dns_logs");
        Assert.Equal(
            books.Received, books.Confirmed + books.Quarantined + books.Filtered + books.Refused + books.InFlight);
        Assert.True(books.InFlight >= 0);
    }
}
