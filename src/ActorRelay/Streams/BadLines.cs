using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>Copies of the lines that are to be set aside next. A bounded number, which bounds what they hold on the heap.</summary>
internal sealed class BadLines(FormatPlan plan)
{
    private const int Most = 256;

    /// <summary>Bytes that quarantine keeps of a line that is too long, beside the body.</summary>
    public const int KeptOfTooLong = 64 * 1024;

    /// <summary>Most bytes of them that one body may have set aside by line.</summary>
    private const long MaxBytes = 16 << 20;

    private readonly ImmutableArray<QuarantineProtocol.Line>.Builder _lines =
        ImmutableArray.CreateBuilder<QuarantineProtocol.Line>();

    /// <summary>Lines of records before this ordinal are in quarantine already, from an earlier run.</summary>
    private readonly long _setAsideTo = plan.Progress.Resume.SetAsideTo;

    private long _total = plan.Progress.Resume.Quarantined;
    private int _repeated;
    private long _bytes;
    private long? _firstCut;
    private bool _hasKeptBody;

    public int Count => _lines.Count;

    public bool IsFull => _lines.Count >= Most;

    /// <summary>More of them than one body may have set aside by line, earlier runs included.</summary>
    public bool AreTooMany => _total > plan.MaxBadLines || _bytes > MaxBytes;

    /// <param name="number">Of the line, from 1.</param>
    /// <param name="offset">Byte of the line at which that was seen.</param>
    public void Add(long record, long number, RecordError error, int offset, ReadOnlySpan<byte> line)
    {
        if (record < _setAsideTo)
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

    public void AddTooLong(long record, long number, ReadOnlySpan<byte> line)
    {
        Add(record, number, RecordError.TooLong, 0, line[..Math.Min(line.Length, KeptOfTooLong)]);
        _firstCut ??= record < _setAsideTo ? null : number;
    }

    /// <summary>
    /// What to tell quarantine next, as long as there are some. Of a line that is too long only its beginning is here; so
    /// the body goes there, once, and first.
    /// </summary>
    public object Take()
    {
        if (!_hasKeptBody && _firstCut is { } line && plan.BodyAside is { } body)
        {
            _hasKeptBody = true;
            return body(line);
        }

        return new QuarantineProtocol.SetAside(
            plan.Origin, plan.Progress, _lines.DrainToImmutable());
    }

    /// <summary>Nothing in the body is as much as an object.</summary>
    public CorruptBodyException NoRecords() => new(ForeignBody.Describe(_lines[0].Number, _lines[0].Content));

    /// <summary>How many of those added since the last call were in quarantine already.</summary>
    public int TakeRepeated()
    {
        var repeated = _repeated;
        _repeated = 0;
        return repeated;
    }
}
