using System.Buffers.Text;
using System.Collections;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Holds the lines of a receiver's file against the records that were sent.</summary>
/// <param name="records">Where they came from.</param>
/// <param name="expected">The line a record has to become.</param>
internal sealed class ArrivedLines(NumberedRecords records, Func<NumberedRecord, byte[]> expected)
{
    private static readonly byte[] Name = Encoding.ASCII.GetBytes(NumberedRecords.Field);

    /// <param name="lines">Lines, without their line feeds.</param>
    /// <param name="first">The lowest number that was sent.</param>
    /// <param name="count">How many were, without a gap.</param>
    public Arrivals Count(IEnumerable<ReadOnlyMemory<byte>> lines, long first, int count)
    {
        var seen = new BitArray(count);
        var latest = new Dictionary<int, long>();
        var (total, found, duplicated, reordered, unknown, different) = (0L, 0L, 0L, 0L, 0L, 0L);
        string? difference = null;

        foreach (var line in lines)
        {
            total++;
            if (NumberOf(line.Span) is not { } number || number < first || number >= first + count)
            {
                unknown++;
                difference ??= $"unknown: {Show(line.Span)}";
                continue;
            }

            var wanted = expected(records.Record(number));
            if (!line.Span.SequenceEqual(wanted))
            {
                different++;
                difference ??= $"arrived:  {Show(line.Span)}\nexpected: {Show(wanted)}";
            }

            if (seen[(int)(number - first)])
            {
                duplicated++;
                continue;
            }

            found++;
            seen[(int)(number - first)] = true;
            var batch = records.BatchOf(number);
            if (latest.TryGetValue(batch, out var before) && before > number)
            {
                reordered++;
            }

            latest[batch] = number;
        }

        return new Arrivals(total, count - found, duplicated, reordered, unknown, different, difference);
    }

    /// <summary>The number behind the field's name, whatever stands between them: <c>":</c>, <c>=</c>, blanks.</summary>
    private static long? NumberOf(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(Name);
        if (at < 0)
        {
            return null;
        }

        var rest = line[(at + Name.Length)..].TrimStart("\"=: \t\r"u8);
        return Utf8Parser.TryParse(rest, out long number, out _) ? number : null;
    }

    private static string Show(ReadOnlySpan<byte> line) =>
        Encoding.UTF8.GetString(line.Length > 4000 ? line[..4000] : line);
}
