using ActorRelay.Accounts;
using ActorRelay.Blocks;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorRelay.Delivery;

/// <summary>
/// The end of a batch's graph: hands its blocks to one Receiver against demand, and completes when all are confirmed.
/// When the Receiver is down or gone, or holds up others, it says so with a <see cref="NotConfirmedException"/>, and drops
/// what still comes, so that the batch goes on to its other Receivers; whether it does is not for this stage to say.
/// <para>
/// A block is the Receiver's once it is told of it; this stage keeps none, so it has none to return. However it ends, it
/// detaches.
/// </para>
/// <para>
/// A Receiver that confirmed some of the batch in an earlier run is attached to only when there is more for it: it may
/// have had all, and then it does not matter that it is down.
/// </para>
/// </summary>
/// <param name="index">Which of the batch's Receivers (<see cref="BatchDelivery"/>) it is.</param>
internal sealed class DeliverStage(int index) : GraphStage<SinkShape<Block>>
{
    public Inlet<Block> In { get; } = new("Deliver.In");

    public override SinkShape<Block> Shape => new(In);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, index, BatchDelivery.Of(inheritedAttributes));

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<Block> _in;
        private readonly int _index;
        private readonly BatchDelivery _delivery;
        private readonly IActorRef _receiver;
        private CancellationTokenRegistration _onAbort;
        private IActorRef _self = ActorRefs.Nobody;
        private int _demand = ReceiverBlocks.LaneWindow;
        private long _unconfirmedLines;
        private long _deliveredTo;
        private long _confirmedTo;
        private bool _attached;
        private bool _finished;
        private Exception? _broken;
        private bool _lost;

        public Logic(DeliverStage stage, int index, BatchDelivery delivery)
            : base(stage.Shape)
        {
            _in = stage.In;
            _index = index;
            _delivery = delivery;
            _receiver = delivery.Receivers[index].Actor;
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            // The last confirmations come after upstream has finished.
            SetKeepGoing(true);
            if (_delivery.Progress.Resume.ConfirmedTo[_index] == 0)
            {
                Attach();
            }

            PullOnDemand();
            _onAbort = _delivery.Abort.Register(GetAsyncCallback(() => Fail(new OperationCanceledException(_delivery.Abort))));
        }

        public override void PostStop()
        {
            _onAbort.Unregister();
            Detach();
            _delivery.Failed(_index, new AbruptStageTerminationException(this));
        }

        public override void OnPush()
        {
            var block = Grab(_in);
            if (!_attached && !_lost)
            {
                Attach();
            }

            if (_lost)
            {
                block.Return();
                PullWhenOpen();
                return;
            }

            _demand--;
            _unconfirmedLines += block.Lines;
            _deliveredTo = block.EndRecord;
            _receiver.Tell(new ReceiverProtocol.Deliver(_delivery.Batch, block), _self);
            PullOnDemand();
        }

        public override void OnUpstreamFinish()
        {
            _finished = true;
            if (_lost)
            {
                CompleteStage();
            }
            else
            {
                CompleteWhenAllConfirmed();
            }
        }

        /// <summary>What was read of a body before it went wrong is the Receiver's, and it ends when that is confirmed.</summary>
        public override void OnUpstreamFailure(Exception e)
        {
            if (e is BodyException)
            {
                _broken = e;
                OnUpstreamFinish();
            }
            else
            {
                Fail(e);
            }
        }

        private void Attach()
        {
            if (_receiver.IsNobody())
            {
                Lose("has ended");
                return;
            }

            _attached = true;
            var self = GetStageActor(args => OnMessage(args.Item2));
            _self = self.Ref;
            self.Watch(_receiver);
            _receiver.Tell(new ReceiverProtocol.Attach(_delivery.Batch, _self, _delivery.IsBacklog)
            {
                Dataset = _delivery.Dataset,
                From = _delivery.Progress.Resume.ConfirmedTo[_index],
                Format = _delivery.Formats.IsEmpty ? null : _delivery.Formats[_index],
            }, _self);
        }

        private void Detach()
        {
            if (_attached)
            {
                _attached = false;
                _receiver.Tell(new ReceiverProtocol.Detach(_delivery.Batch), _self);
            }
        }

        private void OnMessage(object message)
        {
            switch (message)
            {
                case var _ when _lost:
                    break;
                case ReceiverProtocol.Moved moved:
                    OnMoved(moved);
                    break;
                case ReceiverProtocol.Slow when _delivery.LeavesSlow:
                    Lose("takes nothing");
                    break;
                case ReceiverProtocol.Slow:
                    break;
                case ReceiverProtocol.Down:
                    Lose("is down");
                    break;
                case Terminated:
                    Lose("has ended");
                    break;
            }
        }

        private void OnMoved(ReceiverProtocol.Moved moved)
        {
            _demand += moved.Demand;
            if (moved.Resent > 0)
            {
                _delivery.Progress.AddResent(_index, moved.Resent);
            }

            PullOnDemand();
            if (moved.Record > _confirmedTo || moved.Lines > 0)
            {
                _unconfirmedLines -= moved.Lines;
                _confirmedTo = moved.Record;
                _delivery.Progress.AddConfirmed(_index, moved.Record, moved.Lines);
                CompleteWhenAllConfirmed();
            }
        }

        private void PullOnDemand()
        {
            if (_demand > 0)
            {
                PullWhenOpen();
            }
        }

        private void PullWhenOpen()
        {
            if (!HasBeenPulled(_in) && !IsClosed(_in))
            {
                Pull(_in);
            }
        }

        private void CompleteWhenAllConfirmed()
        {
            if (!_finished || _unconfirmedLines > 0 || _confirmedTo < _deliveredTo)
            {
                return;
            }

            if (_broken is not null)
            {
                Fail(_broken);
            }
            else
            {
                _delivery.Confirmed(_index);
                CompleteStage();
            }
        }

        private void Lose(string how)
        {
            _lost = true;
            Detach();
            _delivery.Failed(_index, new NotConfirmedException(_delivery.Receivers[_index].Name, how));
            if (_finished)
            {
                CompleteStage();
            }
            else
            {
                PullWhenOpen();
            }
        }

        private void Fail(Exception e)
        {
            _delivery.Failed(_index, e);
            FailStage(e);
        }
    }
}

/// <summary>A Receiver did not confirm a batch, and will not: it is down, or its actor has ended.</summary>
internal sealed class NotConfirmedException(string receiver, string reason) : Exception($"Receiver {receiver} {reason}");
