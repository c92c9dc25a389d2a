namespace ActorRelay.Delivery;

/// <summary>What a connection has to send in this session, and how far into it it is.</summary>
internal sealed class PendingWrites
{
    private readonly Queue<ConnectionProtocol.Write> _writes = new();
    private int _offset;

    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Number of the last write of which anything may have been sent; 0 for none.</summary>
    public long Begun { get; private set; }

    /// <summary>Bytes sent.</summary>
    public long Sent { get; private set; }

    public void Add(ConnectionProtocol.Write write) => _writes.Enqueue(write);

    /// <summary>The rest of the first one, to be sent now. Empty when it is sent whole, or there is none.</summary>
    public ReadOnlyMemory<byte> Rest => _writes.TryPeek(out var first) ? first.Content[_offset..] : default;

    public void Begin() => Begun = _writes.Peek().Sequence;

    public void Advance(int bytes)
    {
        _offset += bytes;
        Sent += bytes;
    }

    /// <summary>The first one is sent whole: takes it out and returns its number.</summary>
    public long Finish()
    {
        _offset = 0;
        return _writes.Dequeue().Sequence;
    }
}
