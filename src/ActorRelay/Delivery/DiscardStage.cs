using ActorRelay.Blocks;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Delivery;

/// <summary>The end of the graph of a batch whose records all are discarded: there is no Receiver, and no block comes.</summary>
internal sealed class DiscardStage : GraphStage<SinkShape<Block>>
{
    public Inlet<Block> In { get; } = new("Discard.In");

    public override SinkShape<Block> Shape => new(In);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, BatchDelivery.Of(inheritedAttributes));

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly BatchDelivery _delivery;
        private CancellationTokenRegistration _onAbort;

        public Logic(DiscardStage stage, BatchDelivery delivery)
            : base(stage.Shape)
        {
            _in = stage.In;
            _delivery = delivery;
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            _onAbort = _delivery.Abort.Register(
                GetAsyncCallback(() => OnUpstreamFailure(new OperationCanceledException(_delivery.Abort))));
            Pull(_in);
        }

        public override void PostStop()
        {
            _onAbort.Unregister();
            _delivery.Failed(0, new AbruptStageTerminationException(this));
        }

        public override void OnPush()
        {
            Grab(_in).Return();
            Pull(_in);
        }

        public override void OnUpstreamFinish()
        {
            _delivery.Confirmed(0);
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _delivery.Failed(0, e);
            FailStage(e);
        }
    }
}
