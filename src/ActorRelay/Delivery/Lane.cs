using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>One attached batch: its blocks that no connection has yet, and where they are to go.</summary>
internal sealed class Lane(BatchId batch, IActorRef stage, bool isBacklog = false, string dataset = "", long from = 0)
{
    public BatchId Batch { get; } = batch;

    public IActorRef Stage { get; } = stage;

    public string Dataset { get; } = dataset;

    /// <summary>Ordinal of the first record that was not taken of it.</summary>
    public long TakenTo { get; set; } = from;

    /// <summary>It comes out of the spool.</summary>
    public bool IsBacklog { get; } = isBacklog;

    public Queue<OutboundBlock> Waiting { get; } = new();

    /// <summary>Where it goes is set at the first block and kept, so that the batch's lines keep their order; null before.</summary>
    public SendQueue? Queue { get; set; }

    /// <summary>
    /// The batch is over or given up. Blocks that a connection has are finished; nobody is told of them.
    /// </summary>
    public bool Detached { get; set; }

    /// <summary>It gets no more demand, and is told that the Receiver is down once what it has here is confirmed.</summary>
    public bool Leaves { get; set; }

    /// <summary>Blocks that were taken of it and are not confirmed.</summary>
    public int Unconfirmed { get; set; }

    /// <summary>Its stage has been told that it makes no progress.</summary>
    public bool IsToldSlow { get; private set; }

    /// <summary>So many places in its window are free that its stage has not been told of.</summary>
    public int Free { get; set; }

    /// <summary>Ordinal of the first input record that is not confirmed.</summary>
    public long ConfirmedTo { get; set; }

    /// <summary>So many lines are confirmed that its stage has not been told of.</summary>
    public int ConfirmedLines { get; set; }

    /// <summary>So many lines are sent again that its stage has not been told of.</summary>
    public int ResentLines { get; set; }

    /// <summary>There is something that its stage should be told of in this turn.</summary>
    public bool IsDirty { get; set; }

    /// <summary>So many bytes it may still send in this turn, what it did not use of the turns before included.</summary>
    public int Deficit { get; set; }

    public bool InTurn { get; set; }

    public void TellSlow()
    {
        IsToldSlow = true;
        Stage.Tell(ReceiverProtocol.Slow.Instance);
    }
}
