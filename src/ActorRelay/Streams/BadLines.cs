using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>Copies of the lines that are to be set aside next. A bounded number, which bounds what they hold on the heap.</summary>
/// <param name="resume">Lines of records before its <c>SetAsideTo</c> are in quarantine already, from an earlier run.</param>
/// <param name="maxLines">Most that one body may have, earlier runs included.</param>
internal sealed class BadLines(ResumePoint resume, int maxLines)
{
    private const int Most = 256;

    /// <summary>Bytes that quarantine keeps of a line that is too long.</summary>
    private const int KeptOfTooLong = 64 * 1024;

    /// <summary>Most bytes of them that one body may have set aside by line.</summary>
    private const long MaxBytes = 16 << 20;

    private readonly ImmutableArray<QuarantineProtocol.Line>.Builder _lines =
        ImmutableArray.CreateBuilder<QuarantineProtocol.Line>();
    private long _total = resume.Quarantined;
    private long _bytes;
    private int _repeated;

    public int Count => _lines.Count;

    public bool IsFull => _lines.Count >= Most;

    /// <summary>More of them than one body may have set aside by line.</summary>
    public bool AreTooMany => _total > maxLines || _bytes > MaxBytes;

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
        if (record < resume.SetAsideTo)
        {
            _repeated++;
        }
        else
        {
            var content = line.TrimEnd("\r\n"u8).ToArray();
            _total++;
            _bytes += content.Length;
            _lines.Add(new QuarantineProtocol.Line(number, error, offset, content));
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
