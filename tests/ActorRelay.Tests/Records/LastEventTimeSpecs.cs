using System.Text;
using ActorRelay.Records;

namespace ActorRelay.Tests.Records;

public sealed class LastEventTimeSpecs
{
    [Fact]
    public void Should_read_each_time_whatever_the_last_one_was()
    {
        string[] texts =
        [
            "\"2026-11-03T00:05:07Z\"", "\"2026-11-03T00:05:07Z\"", "\"2026-11-03T00:05:0\"", "\"2026-11-03T00:05:08Z\"", "1793664307",
            "1793664307000", "179366430", "\"x\"", "null", "1793664307", "\"2026-11-03T00:05:07.123456789+09:00\"",
            "\"2026-11-03T00:05:07.1234567890123456+09:00\"", "\"2026-11-03T00:05:07.1234567890123456+09:00\"", "\"2026-11-03T00:05:07Z\"",
        ];
        var last = new LastEventTime();

        foreach (var json in texts.Concat(texts.Reverse()).Select(Encoding.UTF8.GetBytes))
        {
            var isTime = EventTime.TryRead(json, out var expected);

            Assert.Equal(isTime, last.TryRead(json, out var microseconds));
            Assert.Equal(isTime ? expected : microseconds, microseconds);
        }
    }
}
