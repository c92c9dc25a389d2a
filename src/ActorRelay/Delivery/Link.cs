using ActorRelay.Configuration;
using ActorRelay.Inspection;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>
/// One connection as its Receiver sees it: what it has to send, and what was handed to it and is not confirmed. All of
/// that outlives the connection.
/// </summary>
internal sealed class Link
{
    private readonly Queue<OutboundBlock> _handed = new();
    private readonly Queue<OutboundBlock> _written = new();
    private long _unconfirmedBytes;
    private long _sequence;
    private long _writtenBytes;

    /// <param name="number">From 1.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="backoff">Between a crash of its actor and the next actor.</param>
    public Link(int number, ReceiverAddress address, Backoff backoff)
    {
        Name = $"connection-{number}";
        Address = address;
        Backoff = backoff;
        Queue = new SendQueue(this);
    }

    public string Name { get; }

    public ReceiverAddress Address { get; }

    public Backoff Backoff { get; }

    public SendQueue Queue { get; }

    /// <summary>Null between a crash and the next actor of this name.</summary>
    public IActorRef? Connection { get; set; }

    /// <summary>The session that takes blocks; 0 when none does.</summary>
    public int Session { get; private set; }

    public bool IsLive => Session > 0;

    /// <summary>When a block was last written, or there was none to write.</summary>
    public DateTimeOffset MovedAt { get; private set; }

    /// <summary>Blocks handed over whose write has not completed.</summary>
    public int Unwritten => _handed.Count;

    /// <summary>Number of the last block that is written whole; 0 before.</summary>
    public long WrittenTo { get; private set; }

    /// <summary>Bytes that wait for this connection, or that it has and are not confirmed.</summary>
    public long OutstandingBytes => Queue.Bytes + _unconfirmedBytes;

    private string State { get; set; } = "connecting";

    private DateTimeOffset Since { get; set; }

    private string? LastError { get; set; }

    public void Connecting(DateTimeOffset now) => (State, Since) = ("connecting", now);

    public void Live(int session, DateTimeOffset now)
    {
        (State, Since, Session, MovedAt) = ("live", now, session, now);
        _writtenBytes = 0;
    }

    /// <summary>Numbers a block that is about to be handed to the connection.</summary>
    public void HandOver(OutboundBlock outbound, DateTimeOffset now)
    {
        MovedAt = _handed.Count == 0 ? now : MovedAt;
        outbound.Sequence = ++_sequence;
        _handed.Enqueue(outbound);
        _unconfirmedBytes += outbound.Block.Length;
    }

    /// <summary>
    /// The next block up to this number, in order, that a completed write has moved on; null when there is none.
    /// </summary>
    public OutboundBlock? TakeWritten(long sequence, DateTimeOffset now)
    {
        MovedAt = now;
        if (!_handed.TryPeek(out var outbound) || outbound.Sequence > sequence)
        {
            return null;
        }

        _written.Enqueue(_handed.Dequeue());
        _writtenBytes += outbound.Block.Length;
        WrittenTo = outbound.Sequence;
        return outbound;
    }

    /// <summary>
    /// The next block up to this number, in order, which then is no longer here: it is confirmed. Null when there is
    /// none.
    /// </summary>
    public OutboundBlock? TakeConfirmed(long sequence)
    {
        if (!_written.TryPeek(out var outbound) || outbound.Sequence > sequence)
        {
            return null;
        }

        _unconfirmedBytes -= outbound.Block.Length;
        return _written.Dequeue();
    }

    /// <summary>The session is over. Returns what it leaves unconfirmed, in order.</summary>
    public List<OutboundBlock> End(string reason, DateTimeOffset now)
    {
        (State, Since, LastError, Session) = ("backoff", now, reason, 0);
        List<OutboundBlock> left = [.. _written, .. _handed];
        _written.Clear();
        _handed.Clear();
        _unconfirmedBytes = 0;
        return left;
    }

    public InspectionProtocol.ConnectionReport Report() =>
        new(Name, Address.ToString(), State, Since, _writtenBytes, LastError);
}
