using System.Buffers;
using System.Text;
using ActorRelay.Blocks;
using ActorRelay.Syslog;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>
/// Second step: a body whose records stand in an array, or in the envelope that its route names, becomes one record a line,
/// in place. A body that looks so by its first block is read to its end once before anything of it goes on, because only
/// then is it sure: what is no array or envelope to its end is NDJSON, and goes on as it is.
/// </summary>
internal sealed class Unwrap : GraphStage<FlowShape<Block, Block>>
{
    private Inlet<Block> In { get; } = new("Unwrap.In");

    private Outlet<Block> Out { get; } = new("Unwrap.Out");

    public override FlowShape<Block, Block> Shape => new(In, Out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, BatchRun.Of(inheritedAttributes));

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly Outlet<Block> _out;
        private readonly BatchRun _run;
        private readonly Action _lookOn;
        private Wrapping? _wrapping;
        private bool _recognised;
        private Block? _first;
        private WrappingProbe? _probe;
        private InflatedBody? _body;

        public Logic(Unwrap stage, BatchRun run)
            : base(stage.Shape)
        {
            _in = stage.In;
            _out = stage.Out;
            _run = run;
            _recognised = run.Plan.Input is InputStyle.Text;
            _lookOn = GetAsyncCallback(LookOn);
            SetHandler(_in, this);
            SetHandler(_out, this);
        }

        public override void OnPull() => Pull(_in);

        public override void OnPush()
        {
            var block = Grab(_in);
            if (_recognised)
            {
                PushUnwrapped(block);
            }
            else
            {
                _recognised = true;
                Recognise(block);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (_first is null)
            {
                CompleteStage();
            }
        }

        public override void PostStop()
        {
            _first?.Return();
            _body?.Dispose();
        }

        private void PushUnwrapped(Block block)
        {
            _wrapping?.Unwrap(block.Buffer.AsSpan(block.Start, block.Length));
            Push(_out, block);
        }

        private void Recognise(Block block)
        {
            var content = block.Buffer.AsSpan(block.Start, block.Length);
            BlankMark(content);
            var isAll = block.Length < Gunzip.LeastOfFullBlock;
            _probe = ProbeFor(content);
            _probe?.Read(content);
            if (_probe is { HasFailed: false, IsHint: false } && !isAll)
            {
                _first = block;
                _body = new InflatedBody(_run.Body, _run.MaxInflated);
                _probe = ProbeFor(content);
                LookOn();
                return;
            }

            if (_probe is { IsHint: true, HasRecords: true } && (!isAll || _probe.End() is not null))
            {
                _run.Plan.LooksWrapped?.Invoke(Encoding.UTF8.GetString(_probe.Name));
            }
            else if (_probe is { IsHint: false })
            {
                _wrapping = _probe.End();
            }

            PushUnwrapped(block);
        }

        /// <summary>Looks at a block of the body, and lets others have their turn before the next.</summary>
        private void LookOn()
        {
            var room = ArrayPool<byte>.Shared.Rent(Block.Size);
            var error = _body!.Read(room, out var length);
            if (error is null && length > 0)
            {
                var content = room.AsSpan(0, length);
                if (_probe!.Length == 0)
                {
                    BlankMark(content);
                }

                _probe.Read(content);
            }

            ArrayPool<byte>.Shared.Return(room);
            if (error is not null)
            {
                FailStage(error);
            }
            else if (length > 0 && !_probe!.HasFailed)
            {
                _lookOn();
            }
            else
            {
                _wrapping = _probe!.End();
                GoOn();
            }
        }

        private void GoOn()
        {
            var block = _first!;
            _first = null;
            _body!.Dispose();
            _body = null;
            PushUnwrapped(block);
            if (IsClosed(_in))
            {
                CompleteStage();
            }
        }

        /// <summary>Null when the first byte says that the body is neither array nor object.</summary>
        private WrappingProbe? ProbeFor(ReadOnlySpan<byte> first)
        {
            var start = first.IndexOfAnyExcept(" \t\r\n"u8);
            return start < 0 ? null : first[start] switch
            {
                (byte)'[' => new WrappingProbe([]),
                (byte)'{' => new WrappingProbe(_run.Plan.Unwrap.Length > 0 ? Encoding.UTF8.GetBytes(_run.Plan.Unwrap) : null),
                _ => null,
            };
        }

        /// <summary>Some programs begin a text with a byte order mark.</summary>
        private static void BlankMark(Span<byte> first)
        {
            if (first.StartsWith("\uFEFF"u8))
            {
                first[..3].Fill((byte)' ');
            }
        }
    }
}
