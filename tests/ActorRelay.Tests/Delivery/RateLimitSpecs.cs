using ActorRelay.Configuration;
using ActorRelay.Delivery;
using FsCheck.Xunit;

namespace ActorRelay.Tests.Delivery;

public sealed class RateLimitSpecs
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 200)]
    public bool Should_hold_the_rate_and_waste_none_of_it_whatever_blocks_come(int seed)
    {
        var random = new Random(seed);
        var rate = new MaxRate(random.Next(1, 20_000), random.Next(1, 4 << 20));
        var limit = new RateLimit(rate, Begin);
        var (now, records, bytes) = (Begin, 0L, 0L);
        var (mostRecords, mostBytes) = (0L, 0L);
        for (var i = 0; i < 100; i++)
        {
            now += limit.Wait(now);
            var (lines, length) = (random.Next(1, 1000), random.Next(1, 256 << 10));
            var seconds = (now - Begin).TotalSeconds + 0.1;
            if (records > seconds * rate.Records + mostRecords || bytes > seconds * rate.Bytes + mostBytes)
            {
                return false;
            }

            limit.Take(lines, length);
            (records, bytes) = (records + lines, bytes + length);
            (mostRecords, mostBytes) = (Math.Max(mostRecords, lines), Math.Max(mostBytes, length));
        }

        // Of the two, the one that holds it up is used to the full, but for the timer's milliseconds.
        var least = Math.Min(records / (double)rate.Records, bytes / (double)rate.Bytes);
        var most = Math.Max(records / (double)rate.Records, bytes / (double)rate.Bytes);
        return least <= most && (now - Begin).TotalSeconds <= most + 0.1 + 100 * 0.001;
    }

    [Fact]
    public void Should_let_all_go_of_what_has_no_limit()
    {
        var limit = new RateLimit(new MaxRate(0, 1000), Begin);
        limit.Take(1_000_000, 0);
        Assert.Equal(TimeSpan.Zero, limit.Wait(Begin));
        limit.Take(1, 1100);
        Assert.Equal(TimeSpan.FromSeconds(1), limit.Wait(Begin));
        Assert.Equal(TimeSpan.Zero, limit.Wait(Begin.AddSeconds(1)));
    }
}
