using ActorRelay.Syslog;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Streams;

/// <summary>Second step: a body whose records stand in an array or an envelope becomes one record a line, in place.</summary>
internal sealed class Unwrap : GraphStage<FlowShape<Block, Block>>
{
    private Inlet<Block> In { get; } = new("Unwrap.In");

    private Outlet<Block> Out { get; } = new("Unwrap.Out");

    public override FlowShape<Block, Block> Shape => new(In, Out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, BatchRun.Of(inheritedAttributes).Plan.Input);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly Outlet<Block> _out;
        private Wrapping? _wrapping;
        private bool _recognised;
        private long _total;

        public Logic(Unwrap stage, InputStyle input)
            : base(stage.Shape)
        {
            _in = stage.In;
            _out = stage.Out;
            _recognised = input is InputStyle.Text;
            SetHandler(_in, this);
            SetHandler(_out, this);
        }

        public override void OnPull() => Pull(_in);

        public override void OnPush()
        {
            var block = Grab(_in);
            var content = block.Buffer.AsSpan(block.Start, block.Length);
            if (!_recognised)
            {
                _recognised = true;
                _wrapping = Wrapping.Recognise(content, block.Length < Gunzip.LeastOfFullBlock);
            }

            var broken = _wrapping?.Unwrap(content) ?? -1;
            if (broken >= 0)
            {
                block.Return();
                FailStage(new CorruptBodyException(
                    $"brackets do not match at byte {_total + broken} of the inflated body"));
                return;
            }

            _total += block.Length;
            Push(_out, block);
        }

        public override void OnUpstreamFinish()
        {
            if (_wrapping is { IsClosed: false })
            {
                FailStage(new CorruptBodyException("the array or envelope around the records is not closed"));
                return;
            }

            CompleteStage();
        }
    }
}
