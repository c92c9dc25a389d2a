using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>
/// One connection as its Receiver sees it: what it has to send, what was handed to it and is not confirmed, and what is
/// confirmed but kept. All of that outlives the connection.
/// </summary>
internal sealed class Link
{
    private readonly Queue<OutboundBlock> _handed = new();
    private readonly Queue<OutboundBlock> _written = new();
    private long _sequence;
    private long _handedBytes;
    private long _writtenBytes;
    private long _confirmedBytes;
    private long _acknowledgedBytes;
    private long _provesFrom;
    private bool _mustProve;

    /// <param name="number">The number in its name, from 1.</param>
    /// <param name="backoff">The pause between a crash of its actor and the next actor.</param>
    /// <param name="ring">It keeps what is confirmed.</param>
    /// <param name="limit">So much of that is sent again.</param>
    public Link(int number, ReceiverAddress address, Backoff backoff, ReplayRing ring, ReplayLimit limit)
    {
        Name = $"connection-{number}";
        Address = address;
        Backoff = backoff;
        Ring = ring;
        Limit = limit;
        Queue = new SendQueue(this);
    }

    public string Name { get; }

    public ReceiverAddress Address { get; }

    public Backoff Backoff { get; }

    public SendQueue Queue { get; }

    public ReplayRing Ring { get; }

    public ReplayLimit Limit { get; }

    /// <summary>So many times it made no progress, and the next replay was halved.</summary>
    public int Halved { get; private set; }

    /// <summary>Its actor; null between a crash and the next one of this name.</summary>
    public IActorRef? Connection { get; set; }

    /// <summary>The session that is connected; 0 when none is.</summary>
    public int Session { get; private set; }

    public bool IsLive => Session > 0;

    /// <summary>
    /// What it has acknowledged shows that the Receiver reads. After an end that was no orderly one, and once nothing was
    /// confirmed for too long, only more than <c>replay</c> bytes do: a kernel takes in as much that nobody reads, most of it
    /// sent before.
    /// </summary>
    public bool IsProven => !_mustProve || _acknowledgedBytes - _provesFrom > Ring.Replay;

    /// <summary>So many bytes it was handed in this session that are not confirmed.</summary>
    public long UnconfirmedBytes => _handedBytes - _confirmedBytes;

    /// <summary>A block is acknowledged and not confirmed. Between two turns of the Receiver's actor there is none.</summary>
    public bool IsOverdue => (_written.TryPeek(out var next) || _handed.TryPeek(out next)) && next.End <= _acknowledgedBytes;

    /// <summary>How often in a row it was <see cref="IsOverdue"/> when somebody looked.</summary>
    public int OverdueLooks { get; set; }

    /// <summary>It is connected, and is not about to end.</summary>
    public bool TakesBlocks => IsLive && State == "live";

    /// <summary>When a block was last written, or there was none to write.</summary>
    public DateTimeOffset MovedAt { get; private set; }

    /// <summary>It has had something to write for so long, and has written nothing.</summary>
    public bool IsSlow(TimeSpan patience, DateTimeOffset now) => IsLive && Unwritten > 0 && now - MovedAt >= patience;

    /// <summary>So many blocks were handed over whose write has not completed.</summary>
    public int Unwritten => _handed.Count;

    /// <summary>So many bytes wait for this connection, or it has them and they are not confirmed.</summary>
    public long OutstandingBytes => Queue.Bytes + _handedBytes - _confirmedBytes;

    private string State { get; set; } = "connecting";

    private DateTimeOffset Since { get; set; }

    private string? LastError { get; set; }

    public void Connecting(DateTimeOffset now) => (State, Since) = ("connecting", now);

    public void Live(int session, DateTimeOffset now)
    {
        (State, Since, Session, MovedAt) = ("live", now, session, now);
        (_handedBytes, _writtenBytes, _confirmedBytes, _acknowledgedBytes) = (0, 0, 0, 0);
        _provesFrom = 0;
    }

    /// <summary>The Receiver has confirmed nothing for too long: what it acknowledges from here on must prove that it reads.</summary>
    public void MustProve() => (_mustProve, _provesFrom) = (true, _acknowledgedBytes);

    public void Leaving(DateTimeOffset now) => (State, Since) = ("closing", now);

    /// <summary>Numbers a block that is about to be handed to the connection.</summary>
    public void HandOver(OutboundBlock outbound, DateTimeOffset now)
    {
        MovedAt = _handed.Count == 0 ? now : MovedAt;
        outbound.Sequence = ++_sequence;
        _handedBytes += outbound.Block.Length;
        outbound.End = _handedBytes;
        _handed.Enqueue(outbound);
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
        _writtenBytes = outbound.End;
        return outbound;
    }

    /// <summary>So many bytes of this session are acknowledged.</summary>
    public void Acknowledge(long bytes) => _acknowledgedBytes = Math.Max(_acknowledgedBytes, bytes);

    /// <summary>
    /// The next block, in order, that is acknowledged, and that is kept now as long as it may have to be sent again: it is
    /// confirmed, and no longer here. Null when there is none; never because of memory, so nothing that was acknowledged
    /// waits for anything.
    /// </summary>
    /// <param name="kept">The block itself is the ring's from now on, not its owner's to give back.</param>
    public OutboundBlock? TakeConfirmed(out bool kept)
    {
        kept = false;
        if (!_written.TryPeek(out var outbound) || outbound.End > _acknowledgedBytes)
        {
            return null;
        }

        var length = outbound.Block.Length;
        if (outbound.Lane is null)
        {
            Ring.KeepAgain(outbound.Block);
        }
        else
        {
            kept = Ring.Keep(outbound.Block);
        }

        _confirmedBytes = outbound.End;
        Limit.Acknowledged(length - outbound.Seen, outbound.Seen);
        return _written.Dequeue();
    }

    /// <summary>It could not connect.</summary>
    public void EndAttempt(string reason, DateTimeOffset now) => (State, Since, LastError) = ("backoff", now, reason);

    /// <summary>
    /// The session is over. Returns what it leaves to be sent again, in order, beginning with the first message of which
    /// it is not known that the Receiver has read it, as far as <see cref="Limit"/> goes.
    /// </summary>
    public List<OutboundBlock> End(ConnectionProtocol.Ended ended, Framing framing, DateTimeOffset now)
    {
        (State, Since, LastError, Session) = ("backoff", now, ended.Reason, 0);
        _mustProve = !ended.Orderly;
        var position = _confirmedBytes - Ring.Bytes;
        var skipped = position;
        var from = _acknowledgedBytes - (ended.Orderly ? 0 : Math.Min(_acknowledgedBytes, Limit.Now));
        List<OutboundBlock> left = [.. Ring.TakeAll().Select(block => new OutboundBlock(null, block))];
        var confirmed = left.Count;
        left.AddRange(_written);
        left.AddRange(_handed);
        _written.Clear();
        _handed.Clear();
        (_handedBytes, _confirmedBytes) = (0, 0);
        for (var i = 0; i < left.Count; i++)
        {
            var length = left[i].Block.Length;
            if (i >= confirmed)
            {
                See(left[i], (int)Math.Clamp(_acknowledgedBytes - position, 0, length));
            }

            skipped += left[i].SkipTo((int)Math.Clamp(from - position, 0, length), framing);
            position += length;
        }

        EndLimit(ended.Orderly, all: skipped == 0);
        return left;
    }

    public ReceiversProtocol.ConnectionReport Report() =>
        new(Name, Address.ToString(), State, Since, _writtenBytes, LastError);

    private void EndLimit(bool orderly, bool all)
    {
        if (orderly)
        {
            Limit.End();
        }
        else if (Limit.EndBadly(all))
        {
            Halved++;
        }
    }

    private void See(OutboundBlock outbound, int acknowledged)
    {
        Limit.Acknowledged(Math.Max(0, acknowledged - outbound.Seen), Math.Min(acknowledged, outbound.Seen));
        outbound.Seen = Math.Max(outbound.Seen, acknowledged);
    }
}
