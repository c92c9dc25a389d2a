using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// As many records as a test asks for, of mixed datasets, each a function of the seed and of its number alone: so
/// whoever finds a number in an arrived line can make the record again, and nothing has to be kept.
/// </summary>
/// <param name="seed">Other records for another seed.</param>
/// <param name="batchSize">Records of a batch; they are of one dataset.</param>
/// <param name="newest">The latest event time; the others are up to a day before.</param>
internal sealed class NumberedRecords(ulong seed, int batchSize, DateTimeOffset newest)
{
    /// <summary>The field that holds the number; no other text of a record contains its name.</summary>
    public const string Field = "SequenceNumber";

    public int BatchSize => batchSize;

    public string DatasetOf(int batch) => ShapeOf(batch).Dataset;

    public int BatchOf(long number) => checked((int)(number / batchSize));

    public IEnumerable<NumberedRecord> Batch(int batch)
    {
        for (var i = 0; i < batchSize; i++)
        {
            yield return Record((long)batch * batchSize + i);
        }
    }

    /// <summary>A whole batch as Logpush sends it, before gzip: each record followed by a line feed.</summary>
    public byte[] Body(int batch)
    {
        using var body = new MemoryStream();
        foreach (var record in Batch(batch))
        {
            body.Write(record.Json);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }

    public NumberedRecord Record(long number)
    {
        var shape = ShapeOf(BatchOf(number));
        var dice = new Dice(seed ^ ((ulong)number * 0xD6E8FEB86659FD93));
        var json = new RecordText(dice, newest);
        var place = dice.Below(shape.Fields.Count);
        for (var i = 0; i < shape.Fields.Count; i++)
        {
            if (i == place)
            {
                json.Number(Field, number);
            }

            json.Field(shape.Fields[i].Name, shape.Fields[i].Kind);
        }

        return new NumberedRecord(number, shape.Dataset, Encoding.UTF8.GetBytes(json.End()));
    }

    private RecordShape ShapeOf(int batch) =>
        RecordShape.All[(int)((seed + (ulong)batch) % (ulong)RecordShape.All.Count)];
}
