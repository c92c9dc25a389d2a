using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Syslog;

namespace ActorRelay.Delivery;

/// <summary>
/// What goes out to Receivers, for people who want to look at it: samples as it goes, and the last of it to search in, if there
/// is memory for that. It never holds anything up: who looks gets what there was time for. Thread-safe.
/// </summary>
internal sealed class OutgoingLines
{
    /// <summary>So many may look on at a time.</summary>
    public const int MostSamples = 8;

    private const int ChunkSize = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly ImmutableArray<Chunk> _chunks;
    private ImmutableArray<LineSample> _samples = [];
    private int _filling;

    /// <param name="memory">Bytes for the last lines, in whole MiB; 0 keeps none.</param>
    /// <param name="now">What went out before is not known.</param>
    public OutgoingLines(long memory, DateTimeOffset now)
    {
        _chunks = [.. Enumerable.Range(0, (int)(memory / ChunkSize)).Select(_ => new Chunk())];
        Since = now;
    }

    /// <summary>None are kept.</summary>
    public bool IsOff => _chunks.IsEmpty;

    /// <summary>What was taken later is here.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>A Receiver has taken a block, and will send it.</summary>
    /// <param name="from">Ordinal of the first record that may be in it.</param>
    /// <returns>Is told what becomes of it; null where nothing is kept.</returns>
    public OutgoingBlock? Take(string receiver, Framing framing, Lane lane, long from, Block block, DateTimeOffset now)
    {
        var samples = _samples;
        foreach (var sample in samples)
        {
            if (!sample.Offer(receiver, lane.Dataset, framing, block.Content.Span, now))
            {
                Remove(sample);
            }
        }

        return IsOff || block.Length > ChunkSize ? null : Keep(
            new OutgoingBlock(receiver, lane.Batch, lane.Dataset, framing, from, block.EndRecord, block.Lines, now), block.Content.Span);
    }

    /// <returns>False when as many look on as may.</returns>
    public bool Add(LineSample sample)
    {
        lock (_lock)
        {
            _samples = _samples.RemoveAll(other => other.IsOver);
            if (_samples.Length == MostSamples)
            {
                return false;
            }

            _samples = _samples.Add(sample);
            return true;
        }
    }

    public void Remove(LineSample sample)
    {
        lock (_lock)
        {
            _samples = _samples.Remove(sample);
        }
    }

    /// <summary>Lines that hold a text, the newest blocks first.</summary>
    /// <param name="most">So many at most.</param>
    public ImmutableArray<FoundLine> Find(ReadOnlySpan<byte> text, int most)
    {
        var found = ImmutableArray.CreateBuilder<FoundLine>();
        for (var back = 0; back < _chunks.Length && found.Count < most; back++)
        {
            var chunk = _chunks[(Volatile.Read(ref _filling) - back + _chunks.Length) % _chunks.Length];
            chunk.Find(text, most, found);
        }

        return found.ToImmutable();
    }

    private OutgoingBlock Keep(OutgoingBlock kept, ReadOnlySpan<byte> content)
    {
        lock (_lock)
        {
            if (!_chunks[_filling].TryAdd(kept, content))
            {
                var next = (_filling + 1) % _chunks.Length;
                Since = _chunks[next].Empty() ?? Since;
                Volatile.Write(ref _filling, next);
                _chunks[next].TryAdd(kept, content);
            }
        }

        return kept;
    }

    /// <summary>A piece of the memory, which is filled from its beginning, and emptied as a whole.</summary>
    private sealed class Chunk
    {
        private readonly Lock _lock = new();
        private readonly List<(OutgoingBlock Block, int Start, int Length)> _blocks = [];
        private byte[]? _content;
        private int _used;

        public bool TryAdd(OutgoingBlock block, ReadOnlySpan<byte> content)
        {
            lock (_lock)
            {
                _content ??= GC.AllocateUninitializedArray<byte>(ChunkSize);
                if (content.Length > ChunkSize - _used)
                {
                    return false;
                }

                content.CopyTo(_content.AsSpan(_used));
                _blocks.Add((block, _used, content.Length));
                _used += content.Length;
                return true;
            }
        }

        /// <returns>When the last of it was taken; null when there was nothing.</returns>
        public DateTimeOffset? Empty()
        {
            lock (_lock)
            {
                var last = _blocks.Count > 0 ? _blocks[^1].Block.Taken : (DateTimeOffset?)null;
                _blocks.Clear();
                _used = 0;
                return last;
            }
        }

        public void Find(ReadOnlySpan<byte> text, int most, ImmutableArray<FoundLine>.Builder found)
        {
            lock (_lock)
            {
                for (var i = _blocks.Count - 1; i >= 0 && found.Count < most; i--)
                {
                    var (block, start, length) = _blocks[i];
                    block.Find(_content.AsSpan(start, length), text, most, found);
                }
            }
        }
    }
}

/// <summary>A line that holds what was looked for.</summary>
/// <param name="Line">
/// Which record of its batch it is, from 1; null where that cannot be told, for some of those around it were not sent.
/// </param>
/// <param name="After">It is one of the records behind this one, which is counted from 1.</param>
/// <param name="To">And no later than this one.</param>
internal sealed record FoundLine(OutgoingBlock Block, long? Line, long After, long To);
