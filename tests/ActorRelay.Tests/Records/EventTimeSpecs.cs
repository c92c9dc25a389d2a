using System.Text;
using ActorRelay.Records;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.Records;

public sealed class EventTimeSpecs
{
    [Theory]
    [InlineData("1793664307", 1_793_664_307_000_000)]
    [InlineData("1793664307123", 1_793_664_307_123_000)]
    [InlineData("1793664307123456", 1_793_664_307_123_456)]
    [InlineData("1793664307123456789", 1_793_664_307_123_456)]
    [InlineData("1657233726004000000", 1_657_233_726_004_000)]
    [InlineData("\"1653485126\"", 1_653_485_126_000_000)]
    [InlineData("\"1653485126000000001\"", 1_653_485_126_000_000)]
    [InlineData("0", 0)]
    [InlineData("-1", -1_000_000)]
    [InlineData("99999999999", 99_999_999_999_000_000)]
    [InlineData("100000000000", 100_000_000_000_000)]
    [InlineData("1793664307.25", 1_793_664_307_250_000)]
    [InlineData("1.793664307e9", 1_793_664_307_000_000)]
    [InlineData("1793664307123.4567", 1_793_664_307_123_456)]
    [InlineData("\"1793664307.5\"", 1_793_664_307_500_000)]
    [InlineData("\"2024-02-17T23:52:01Z\"", 1_708_213_921_000_000)]
    [InlineData("\"2024-02-17T23:52:01.123Z\"", 1_708_213_921_123_000)]
    [InlineData("\"2024-02-17T23:52:01.123456789Z\"", 1_708_213_921_123_456)]
    [InlineData("\"2024-02-17t23:52:01.1z\"", 1_708_213_921_100_000)]
    [InlineData("\"2024-02-17 23:52:01Z\"", 1_708_213_921_000_000)]
    [InlineData("\"2023-05-24T02:48:33+09:30\"", 1_684_862_313_000_000)]
    [InlineData("\"2023-05-24T02:48:33\\u002b09:30\"", 1_684_862_313_000_000)]
    [InlineData("\"2021-10-06T06:32:09.000+0000\"", 1_633_501_929_000_000)]
    [InlineData("\"2021-10-06T06:32:09-0330\"", 1_633_514_529_000_000)]
    [InlineData("\"2016-12-31T23:59:60Z\"", 1_483_228_800_000_000)]
    [InlineData("\"1970-01-01T00:00:00Z\"", 0)]
    [InlineData("\"1969-12-31T23:59:59.5Z\"", -500_000)]
    [InlineData("\"2024-02-29T00:00:00Z\"", 1_709_164_800_000_000)]
    [InlineData("\"2026-11-30T23:48:36\"", 1_796_082_516_000_000)]
    [InlineData("\"2026-11-30 23:48:36.25\"", 1_796_082_516_250_000)]
    public void Should_read_what_logpush_writes(string json, long microseconds)
    {
        Assert.True(EventTime.TryRead(Encoding.UTF8.GetBytes(json), out var read));
        Assert.Equal(microseconds, read);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1793664307]")]
    [InlineData("{}")]
    [InlineData("1E400")]
    [InlineData("12345678901234567890123456789012345")]
    [InlineData("\"2023-02-29T00:00:00Z\"")]
    [InlineData("\"2023-13-01T00:00:00Z\"")]
    [InlineData("\"2023-00-01T00:00:00Z\"")]
    [InlineData("\"0000-01-01T00:00:00Z\"")]
    [InlineData("\"2023-01-01T24:00:00Z\"")]
    [InlineData("\"2023-01-01T00:60:00Z\"")]
    [InlineData("\"2023-01-01T00:00:61Z\"")]
    [InlineData("\"2023-01-01T00:00:0\"")]
    [InlineData("\"2023-01-01T00:00:00.\"")]
    [InlineData("\"2023-01-01\"")]
    [InlineData("\"2023-01-01T00:00:00.Z\"")]
    [InlineData("\"2023-01-01T00:00:00+24:00\"")]
    [InlineData("\"2023-01-01T00:00:00+0\"")]
    [InlineData("\"2023-01-01T00:00:00ZZ\"")]
    [InlineData("\"Wed, 21 Oct 2015 07:28:00 GMT\"")]
    [InlineData("\"2x23-01-01T00:00:00Z\"")]
    [InlineData("\"202-01-01T00:00:00.00Z\"")]
    [InlineData("\"12a\"")]
    [InlineData("\"+12\"")]
    [InlineData("\"1e9\"")]
    [InlineData("\"\\ud800\"")]
    public void Should_not_read_anything_else(string json) => Assert.False(EventTime.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void Should_agree_with_the_oracle_on_random_times()
    {
        var random = new Random(20261103);
        for (var i = 0; i < 50_000; i++)
        {
            var json = RandomTime(random);
            var expected = TimeOracle.Read(json);
            var isRead = EventTime.TryRead(Encoding.UTF8.GetBytes(json), out var microseconds);
            Assert.True(isRead == expected.HasValue && (!isRead || microseconds == expected), $"{json}: {expected}, not {microseconds}");
        }
    }

    private static string RandomTime(Random random)
    {
        var text = random.Next(4) switch
        {
            0 => random.NextInt64(long.MinValue, -1_000_000_000_000_000_000).ToString()[random.Next(2)..random.Next(2, 20)],
            1 => $"{random.NextInt64(1L << random.Next(1, 62))}.{random.Next(100_000)}",
            _ => $"{random.Next(1, 10_000):d4}-{random.Next(14):d2}-{random.Next(33):d2}{"Tt x"[random.Next(4)]}{random.Next(25):d2}:{random.Next(61):d2}:{random.Next(62):d2}"
                + (random.Next(2) == 0 ? "" : $".{random.NextInt64(1L << random.Next(1, 50))}")
                + (random.Next(3) == 0 ? "" : random.Next(2) == 0 ? "Z" : $"{"+-"[random.Next(2)]}{random.Next(25):d2}{(random.Next(2) == 0 ? ":" : "")}{random.Next(61):d2}"),
        };
        if (random.Next(10) == 0)
        {
            text = text.Remove(random.Next(text.Length), 1);
        }

        var isNumber = text.Length > 0 && text.All(static c => c is '-' or '.' or (>= '0' and <= '9')) && text is not "-"
            && !text.EndsWith('.') && !text.StartsWith('.') && text.LastIndexOf('-') <= 0 && !text.Contains("-.");
        return isNumber && random.Next(2) == 0 ? text : $"\"{text}\"";
    }
}
