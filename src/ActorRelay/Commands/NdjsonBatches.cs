using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace ActorRelay.Commands;

/// <summary>
/// Cuts NDJSON into gzip batches as Logpush does: whole lines, at most so many and at most so many bytes. It reads as
/// it goes, so a file of any size takes the memory of one compressed batch and one line.
/// </summary>
/// <remarks>Lines go as they are, valid or not, each ended by LF, the last one too. Blank ones are left out.</remarks>
/// <param name="maxRecords">Most records in a batch.</param>
/// <param name="maxBytes">Most bytes in a batch, before gzip.</param>
/// <param name="done">Lines to leave out, in order and apart. No batch reaches over them.</param>
internal sealed class NdjsonBatches(Stream source, int maxRecords, long maxBytes, IReadOnlyList<LineRange> done)
    : IAsyncDisposable
{
    private const int ReadSize = 256 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: ReadSize));
    private readonly MemoryStream _body = new();
    private long _lines;
    private long _searched;
    private int _passed;

    /// <summary>The next batch, or null at the end.</summary>
    /// <exception cref="InvalidDataException">One line alone is longer than a batch may be.</exception>
    public async Task<NdjsonBatch?> NextAsync(CancellationToken cancellation)
    {
        _body.SetLength(0);
        long records = 0, bytes = 0;
        var from = _lines;
        await using (var gzip = new GZipStream(_body, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var isOver = false; !isOver;)
            {
                var read = await _reader.ReadAsync(cancellation);
                var unread = read.Buffer;
                while (!isOver && TryReadLine(unread, read.IsCompleted, out var line, out var next))
                {
                    var isDone = IsDone(_lines);
                    isOver = records == maxRecords || bytes + line.Length + 1 > maxBytes || (isDone && records > 0);
                    if (isOver)
                    {
                        break;
                    }

                    unread = unread.Slice(next);
                    _lines++;
                    if (isDone)
                    {
                        from = _lines;
                    }
                    else if (!IsBlank(line))
                    {
                        Write(gzip, line);
                        records++;
                        bytes += line.Length + 1;
                    }
                }

                // A line that is left for the next batch has been seen, but must be given again at once.
                _reader.AdvanceTo(unread.Start, isOver ? unread.Start : unread.End);
                isOver |= read.IsCompleted && unread.IsEmpty;
            }
        }

        return records == 0
            ? null
            : new NdjsonBatch(_body.GetBuffer().AsMemory(0, (int)_body.Length), records, bytes, new LineRange(from, _lines));
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    private bool TryReadLine(
        ReadOnlySequence<byte> unread, bool isLast, out ReadOnlySequence<byte> line, out SequencePosition next)
    {
        if (unread.Slice(_searched).PositionOf((byte)'\n') is { } lineFeed)
        {
            line = unread.Slice(0, lineFeed);
            next = unread.GetPosition(1, lineFeed);
            _searched = 0;
        }
        else
        {
            line = unread;
            next = unread.End;
            _searched = isLast ? 0 : unread.Length;
            if (!isLast || unread.IsEmpty)
            {
                CheckLength(unread.Length);
                return false;
            }
        }

        CheckLength(line.Length);
        return true;
    }

    private bool IsDone(long line)
    {
        while (_passed < done.Count && done[_passed].To <= line)
        {
            _passed++;
        }

        return _passed < done.Count && done[_passed].From <= line;
    }

    private void CheckLength(long length)
    {
        if (length + 1 > maxBytes)
        {
            throw new InvalidDataException($"line {_lines + 1} is longer than a batch may be ({maxBytes} bytes)");
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(line);
        reader.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r');
        return reader.End;
    }

    private static void Write(GZipStream gzip, ReadOnlySequence<byte> line)
    {
        foreach (var piece in line)
        {
            gzip.Write(piece.Span);
        }

        gzip.WriteByte((byte)'\n');
    }
}
