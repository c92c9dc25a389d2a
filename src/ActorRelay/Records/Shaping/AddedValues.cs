using System.Buffers.Text;

namespace ActorRelay.Records.Shaping;

/// <summary>The fields that a route adds, for one batch.</summary>
internal sealed class AddedValues
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const int LongestNumber = 20;

    private readonly (byte[] Key, AddedValue Value, byte[] Json)[] _fields;

    public AddedValues(FieldShape shape, BatchNames batch) => _fields =
    [
        .. shape.Add.Select(field => (JsonText.Of(field.Name), field.Value, field.Value switch
        {
            AddedValue.Batch => JsonText.Of(batch.Batch),
            AddedValue.Dataset => JsonText.Of(batch.Dataset),
            AddedValue.Source => JsonText.Of(batch.Source),
            _ => field.Constant,
        })),
    ];

    /// <param name="line">The line's number.</param>
    /// <param name="time">Microseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="target">The record, behind its last field.</param>
    public void Write(long line, long time, ShapedText target)
    {
        foreach (var (key, value, json) in _fields)
        {
            target.Separate();
            target.Append(key);
            target.Append(":"u8);
            switch (value)
            {
                case AddedValue.Line:
                    Write(line, target);
                    break;
                case AddedValue.EventTimeUnix:
                    Write((long)Math.Floor((decimal)time / MicrosecondsPerSecond), target);
                    break;
                default:
                    target.Append(json);
                    break;
            }
        }
    }

    private static void Write(long number, ShapedText target)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        Utf8Formatter.TryFormat(number, digits, out var length);
        target.Append(digits[..length]);
    }
}
