using System.Text;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>How all lines of a run begin, in order of bytes: it finds those that a piece without a <see cref="RecordId"/> may be of.</summary>
internal sealed class LineHeads
{
    private static readonly byte[] Field = Encoding.ASCII.GetBytes(RecordId.Field);

    private readonly List<(byte[] Head, RecordId Id)> _heads;

    public LineHeads(JobRecords records, Func<NumberedRecord, byte[]> expected)
    {
        _heads = [.. Enumerable.Range(0, records.Count).Select(records.At).Select(id => (Head(expected(records.Record(id))), id))];
        _heads.Sort((a, b) => a.Head.AsSpan().SequenceCompareTo(b.Head));
    }

    /// <summary>The records whose line begins with <paramref name="piece"/>, and with more.</summary>
    public IEnumerable<RecordId> BeginningWith(ReadOnlyMemory<byte> piece)
    {
        for (var i = FirstNotBelow(piece.Span); i < _heads.Count && _heads[i].Head.AsSpan().StartsWith(piece.Span); i++)
        {
            yield return _heads[i].Id;
        }
    }

    /// <summary>Up to the end of the <see cref="RecordId"/>: a longer piece names its record itself.</summary>
    private static byte[] Head(byte[] line)
    {
        var field = line.AsSpan().IndexOf(Field);
        var slash = field + line.AsSpan(field).IndexOf((byte)'/');
        return line[..(slash + line.AsSpan(slash).IndexOf((byte)'"') + 1)];
    }

    private int FirstNotBelow(ReadOnlySpan<byte> piece)
    {
        var (low, high) = (0, _heads.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _heads[middle].Head.AsSpan().SequenceCompareTo(piece) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
