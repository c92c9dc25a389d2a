using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>That what the end-to-end tests send and count with can be relied on.</summary>
public sealed class NumberedRecordsSpecs
{
    private static readonly DateTimeOffset Newest = new(2026, 11, 3, 0, 5, 7, TimeSpan.Zero);

    private readonly NumberedRecords _records = new(7, 100, Newest);

    [Fact]
    public void Should_be_json_objects_that_have_their_number_once()
    {
        for (var batch = 0; batch < 20; batch++)
        {
            foreach (var record in _records.Batch(batch))
            {
                using var json = JsonDocument.Parse(record.Json);
                Assert.Equal(record.Number, json.RootElement.GetProperty(NumberedRecords.Field).GetInt64());
                Assert.Equal(_records.DatasetOf(batch), record.Dataset);
                Assert.DoesNotContain((byte)'\n', record.Json);
            }
        }
    }

    [Fact]
    public void Should_be_the_same_for_the_same_seed_and_number()
    {
        var same = new NumberedRecords(7, 100, Newest);
        var other = new NumberedRecords(8, 100, Newest);

        Assert.Equal(_records.Record(1234).Json, same.Record(1234).Json);
        Assert.NotEqual(_records.Record(1234).Json, other.Record(1234).Json);
        Assert.Equal(RecordShape.All.Count, Enumerable.Range(0, 50).Select(_records.DatasetOf).Distinct().Count());
    }

    [Fact]
    public void Should_be_seen_to_arrive()
    {
        Count(Enumerable.Range(0, 300)).AssertPerfect(300);
    }

    [Fact]
    public void Should_be_seen_to_be_lost_doubled_moved_changed_or_made_up()
    {
        // 5 is lost, 7 comes twice, 11 and 12 are swapped, 20 is changed, 999 was not sent.
        int[] arrived = [.. Enumerable.Range(0, 5), 6, 7, 7, 8, 9, 10, 12, 11, .. Enumerable.Range(13, 87), 999];

        var arrivals = Count(arrived, changed: 20);

        Assert.Equal(new Arrivals(101, Lost: 201, 1, 1, 1, 1, arrivals.FirstDifference), arrivals);
        Assert.StartsWith("arrived:", arrivals.FirstDifference);
    }

    private Arrivals Count(IEnumerable<int> numbers, int changed = -1) =>
        new ArrivedLines(_records, record => record.Json).Count(numbers.Select(n => Line(n, n == changed)), 0, 300);

    private ReadOnlyMemory<byte> Line(int number, bool change)
    {
        var line = _records.Record(number).Json;
        return change ? [.. line, (byte)' '] : line;
    }
}
