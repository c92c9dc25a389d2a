using System.Collections.Immutable;
using ActorRelay.Records;

namespace ActorRelay.Streams;

/// <summary>Copies of the lines that are to be set aside next. A bounded number, which bounds what they hold on the heap.</summary>
internal sealed class BadLines
{
    private const int Most = 256;

    /// <summary>Bytes that quarantine keeps of a line that is too long.</summary>
    private const int KeptOfTooLong = 64 * 1024;

    private readonly ImmutableArray<QuarantineProtocol.Line>.Builder _lines =
        ImmutableArray.CreateBuilder<QuarantineProtocol.Line>();

    public int Count => _lines.Count;

    public bool IsFull => _lines.Count >= Most;

    public QuarantineProtocol.Line First => _lines[0];

    /// <summary>Nothing in them even looks like a record.</summary>
    public bool AreNoRecords =>
        _lines.All(line => line.Error is RecordError.NotAnObject or RecordError.InvalidUtf8);

    public void Add(long number, RecordError error, int offset, ReadOnlySpan<byte> line) =>
        _lines.Add(new QuarantineProtocol.Line(number, error, offset, line.TrimEnd("\r\n"u8).ToArray()));

    public void AddTooLong(long number, ReadOnlySpan<byte> line) =>
        Add(number, RecordError.TooLong, 0, line[..Math.Min(line.Length, KeptOfTooLong)]);

    public ImmutableArray<QuarantineProtocol.Line> Take() => _lines.DrainToImmutable();
}
