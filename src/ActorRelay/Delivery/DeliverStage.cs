using ActorRelay.Streams;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Delivery;

/// <summary>
/// The end of a batch's graph: hands its blocks to one Receiver against demand, and completes when all are confirmed.
/// Fails with <see cref="NotConfirmedException"/> when the Receiver is down or gone.
/// <para>
/// A block is the Receiver's once it is told of it; this stage keeps none, so it has none to return. However it ends, it
/// detaches.
/// </para>
/// </summary>
/// <param name="batch">Whose blocks these are.</param>
/// <param name="receiver">Name of the Receiver.</param>
/// <param name="index">Its place among the batch's Receivers, as <paramref name="progress"/> counts them.</param>
/// <param name="actor">Its <see cref="ReceiverActor"/>.</param>
/// <param name="progress">Is told of each confirmation.</param>
/// <param name="abort">Ends the stage, and with it the graph, though all blocks may be delivered already.</param>
internal sealed class DeliverStage(
    BatchId batch, string receiver, int index, IActorRef actor, BatchProgress progress, CancellationToken abort)
    : GraphStageWithMaterializedValue<SinkShape<Block>, Task<Done>>
{
    public Inlet<Block> In { get; } = new("Deliver.In");

    public override SinkShape<Block> Shape => new(In);

    public override ILogicAndMaterializedValue<Task<Done>> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var logic = new Logic(this, batch, receiver, index, actor, progress, abort);
        return new LogicAndMaterializedValue<Task<Done>>(logic, logic.AllConfirmed);
    }

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly BatchId _batch;
        private readonly string _name;
        private readonly int _index;
        private readonly IActorRef _receiver;
        private readonly BatchProgress _progress;
        private readonly CancellationToken _abort;
        private readonly TaskCompletionSource<Done> _allConfirmed =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private CancellationTokenRegistration _onAbort;
        private IActorRef _self = ActorRefs.Nobody;
        private int _demand = ReceiverActor.LaneWindow;
        private long _unconfirmedLines;
        private long _deliveredTo;
        private long _confirmedTo;
        private bool _finished;

        public Logic(
            DeliverStage stage,
            BatchId batch,
            string name,
            int index,
            IActorRef receiver,
            BatchProgress progress,
            CancellationToken abort)
            : base(stage.Shape)
        {
            _in = stage.In;
            _batch = batch;
            _name = name;
            _index = index;
            _receiver = receiver;
            _progress = progress;
            _abort = abort;
            SetHandler(_in, this);
        }

        public Task<Done> AllConfirmed => _allConfirmed.Task;

        public override void PreStart()
        {
            // The last confirmations come after upstream has finished.
            SetKeepGoing(true);
            var self = GetStageActor(args => OnMessage(args.Item2));
            _self = self.Ref;
            self.Watch(_receiver);
            _receiver.Tell(new ReceiverProtocol.Attach(_batch, _self), _self);
            PullOnDemand();
            _onAbort = _abort.Register(GetAsyncCallback(() => Fail(new OperationCanceledException(_abort))));
        }

        public override void PostStop()
        {
            _onAbort.Unregister();
            _receiver.Tell(new ReceiverProtocol.Detach(_batch), _self);
            _allConfirmed.TrySetException(new AbruptStageTerminationException(this));
        }

        public override void OnPush()
        {
            var block = Grab(_in);
            _demand--;
            _unconfirmedLines += block.Lines;
            _deliveredTo = block.EndRecord;
            _receiver.Tell(new ReceiverProtocol.Deliver(_batch, block), _self);
            PullOnDemand();
        }

        public override void OnUpstreamFinish()
        {
            _finished = true;
            CompleteWhenAllConfirmed();
        }

        public override void OnUpstreamFailure(Exception e) => Fail(e);

        private void OnMessage(object message)
        {
            switch (message)
            {
                case ReceiverProtocol.Moved moved:
                    OnMoved(moved);
                    break;
                case ReceiverProtocol.Down:
                    Fail(new NotConfirmedException(_name, "is down"));
                    break;
                case Terminated:
                    Fail(new NotConfirmedException(_name, "has ended"));
                    break;
            }
        }

        private void OnMoved(ReceiverProtocol.Moved moved)
        {
            _demand += moved.Demand;
            PullOnDemand();
            if (moved.Record > _confirmedTo || moved.Lines > 0)
            {
                _unconfirmedLines -= moved.Lines;
                _confirmedTo = moved.Record;
                _progress.AddConfirmed(_index, moved.Record, moved.Lines);
                CompleteWhenAllConfirmed();
            }
        }

        private void PullOnDemand()
        {
            if (_demand > 0 && !HasBeenPulled(_in) && !IsClosed(_in))
            {
                Pull(_in);
            }
        }

        private void CompleteWhenAllConfirmed()
        {
            if (_finished && _unconfirmedLines == 0 && _confirmedTo == _deliveredTo)
            {
                _allConfirmed.TrySetResult(Done.Instance);
                CompleteStage();
            }
        }

        private void Fail(Exception e)
        {
            _allConfirmed.TrySetException(e);
            FailStage(e);
        }
    }
}
