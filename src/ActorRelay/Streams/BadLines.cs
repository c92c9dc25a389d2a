using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>Copies of the lines that are to be set aside next. A bounded number, which bounds what they hold on the heap.</summary>
/// <param name="setAsideTo">Lines of records before this ordinal are in quarantine already, from an earlier run.</param>
internal sealed class BadLines(long setAsideTo)
{
    private const int Most = 256;

    /// <summary>Bytes that quarantine keeps of a line that is too long.</summary>
    private const int KeptOfTooLong = 64 * 1024;

    private readonly ImmutableArray<QuarantineProtocol.Line>.Builder _lines =
        ImmutableArray.CreateBuilder<QuarantineProtocol.Line>();
    private int _repeated;

    public int Count => _lines.Count;

    public bool IsFull => _lines.Count >= Most;

    public QuarantineProtocol.Line First => _lines[0];

    /// <summary>Nothing in them even looks like a record.</summary>
    public bool AreNoRecords =>
        _lines.All(line => line.Error is RecordError.NotAnObject or RecordError.InvalidUtf8);

    /// <param name="record">Ordinal of the record.</param>
    /// <param name="number">Of the line, from 1.</param>
    /// <param name="error">Why it is bad.</param>
    /// <param name="offset">Byte of the line at which that was seen.</param>
    /// <param name="line">The line.</param>
    public void Add(long record, long number, RecordError error, int offset, ReadOnlySpan<byte> line)
    {
        if (record < setAsideTo)
        {
            _repeated++;
        }
        else
        {
            _lines.Add(new QuarantineProtocol.Line(number, error, offset, line.TrimEnd("\r\n"u8).ToArray()));
        }
    }

    public void AddTooLong(long record, long number, ReadOnlySpan<byte> line) =>
        Add(record, number, RecordError.TooLong, 0, line[..Math.Min(line.Length, KeptOfTooLong)]);

    public ImmutableArray<QuarantineProtocol.Line> Take() => _lines.DrainToImmutable();

    /// <summary>How many of those added since the last call were in quarantine already.</summary>
    public int TakeRepeated()
    {
        var repeated = _repeated;
        _repeated = 0;
        return repeated;
    }
}
