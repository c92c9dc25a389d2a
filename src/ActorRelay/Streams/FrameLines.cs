using System.Buffers;
using ActorRelay.Blocks;
using ActorRelay.Syslog;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>
/// Third step: cuts at line ends, so that each block downstream holds whole lines, each ended by LF. The start of a
/// line that a block ends with is put into the next block's headroom; a line longer than that gets a block of its own,
/// and one longer than a block a larger one, up to <c>max-line</c>. Of a line longer still only the beginning goes on,
/// marked <see cref="Block.TooLong"/>. A long line is cut between the records that stand on it (<see cref="RecordEnds"/>),
/// so there may be as many as a body has.
/// </summary>
internal sealed class FrameLines : GraphStage<FlowShape<Block, Block>>
{
    private Inlet<Block> In { get; } = new("FrameLines.In");

    private Outlet<Block> Out { get; } = new("FrameLines.Out");

    public override FlowShape<Block, Block> Shape => new(In, Out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, BatchRun.Of(inheritedAttributes));

    /// <summary>Each step below ends in one push, one pull, or a wait for a block that <see cref="_wake"/> ends.</summary>
    private sealed class Logic : InAndOutGraphStageLogic
    {
        private const byte LineFeed = (byte)'\n';

        private readonly Inlet<Block> _in;
        private readonly Outlet<Block> _out;
        private readonly int _maxLine;
        private readonly bool _isText;
        private readonly BlockLease _lease;
        private readonly Action _wake;
        private byte[] _start = [];
        private int _startLength;
        private Block? _block;
        private Block? _line;
        private RecordEnds _ends;

        public Logic(FrameLines stage, BatchRun run)
            : base(stage.Shape)
        {
            _in = stage.In;
            _out = stage.Out;
            _maxLine = run.MaxLine;
            _isText = run.Plan.Input is InputStyle.Text;
            _lease = run.Plan.Lease;
            _wake = GetAsyncCallback(Advance);
            SetHandler(_in, this);
            SetHandler(_out, this);
        }

        public override void OnPush()
        {
            _block = Grab(_in);
            if (_line is null)
            {
                PutStartBefore(_block);
            }

            Advance();
        }

        public override void OnPull() => Advance();

        public override void OnUpstreamFinish()
        {
            if (_block is null && IsAvailable(_out))
            {
                Finish();
            }
        }

        public override void PostStop()
        {
            _block?.Return();
            _line?.Return();
            if (_start.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_start);
            }
        }

        private void Advance()
        {
            if (!IsAvailable(_out))
            {
                return;
            }

            if (_block is not { } block)
            {
                Next();
            }
            else if (_line is { } line)
            {
                Continue(line, block);
            }
            else
            {
                Cut(block);
            }
        }

        /// <summary>Pushes the whole lines of a block, and keeps the start of the line that follows them.</summary>
        private void Cut(Block block)
        {
            var content = block.Buffer.AsSpan(block.Start, block.Length);
            var whole = content.LastIndexOf(LineFeed) + 1;
            var ends = _isText ? RecordEnds.OfText : default;
            var records = content.Length - whole > Block.Headroom ? LastEnd(content[whole..], ref ends) : 0;
            whole += records;
            var rest = content[whole..];
            if (rest.Length <= Block.Headroom)
            {
                KeepStart(rest);
            }
            else if (_lease.TryRent() is { } line)
            {
                Append(line, rest);
                (_line, _ends) = (line, ends);
            }
            else
            {
                _lease.WhenReturned(_wake);
                return;
            }

            if (records > 0)
            {
                // A line end goes where the next record began, whose start is kept by now.
                content[whole++] = LineFeed;
            }

            _block = null;
            block.Length = whole;
            if (whole > 0)
            {
                Push(_out, block);
            }
            else
            {
                block.Return();
                Next();
            }
        }

        /// <summary>Behind the last record that ends, and is followed by another, in what has no line end.</summary>
        private static int LastEnd(ReadOnlySpan<byte> rest, ref RecordEnds ends)
        {
            var last = 0;
            for (int next; (next = ends.Next(rest, last)) < rest.Length;)
            {
                last = next;
            }

            return last;
        }

        /// <summary>Adds to a record that has a block of its own; pushes it when it is whole.</summary>
        private void Continue(Block line, Block block)
        {
            var content = block.Buffer.AsSpan(block.Start, block.Length);
            var before = _ends;
            var end = _ends.Next(content, 0);
            if (line.TooLong || line.Length + end > _maxLine)
            {
                line.TooLong = true;
            }
            else if (line.Length + end > line.Capacity)
            {
                if (_lease.TryRentLarge(_maxLine + 1) is not { } larger)
                {
                    _ends = before;
                    _lease.WhenLargeFree(_wake);
                    return;
                }

                Append(larger, line.Content.Span);
                line.Return();
                _line = line = larger;
            }

            if (!line.TooLong)
            {
                Append(line, content[..end]);
            }

            var isWhole = end < content.Length;
            var isLine = isWhole && content[end] == LineFeed;
            Consume(block, isLine ? end + 1 : end);
            if (isWhole)
            {
                Append(line, [LineFeed]);
                _line = null;
                Push(_out, line);
            }
            else
            {
                Next();
            }
        }

        private void Consume(Block block, int bytes)
        {
            block.Start += bytes;
            block.Length -= bytes;
            if (block.Length == 0)
            {
                block.Return();
                _block = null;
            }
        }

        private void Next()
        {
            if (!IsClosed(_in))
            {
                if (!HasBeenPulled(_in))
                {
                    Pull(_in);
                }
            }
            else
            {
                Finish();
            }
        }

        /// <summary>The body is at its end: its last line may lack a line end.</summary>
        private void Finish()
        {
            var last = _line;
            if (last is null && _startLength > 0)
            {
                last = _lease.TryRent();
                if (last is null)
                {
                    _lease.WhenReturned(_wake);
                    return;
                }

                PutStartBefore(last);
            }

            _line = null;
            if (last is not null)
            {
                last.TooLong |= last.Length > _maxLine;
                Append(last, [LineFeed]);
                Push(_out, last);
            }

            CompleteStage();
        }

        private void KeepStart(ReadOnlySpan<byte> start)
        {
            // Most small batches end with a line end in their only block, and never need this array.
            if (_start.Length == 0 && start.Length > 0)
            {
                _start = ArrayPool<byte>.Shared.Rent(Block.Headroom);
            }

            start.CopyTo(_start);
            _startLength = start.Length;
        }

        private void PutStartBefore(Block block)
        {
            if (block.Length == 0)
            {
                block.Start = Block.Headroom;
            }

            block.Start -= _startLength;
            block.Length += _startLength;
            _start.AsSpan(0, _startLength).CopyTo(block.Buffer.AsSpan(block.Start));
            _startLength = 0;
        }

        private static void Append(Block block, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(block.Buffer.AsSpan(block.Start + block.Length));
            block.Length += bytes.Length;
        }
    }
}
