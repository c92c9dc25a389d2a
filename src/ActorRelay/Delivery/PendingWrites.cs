namespace ActorRelay.Delivery;

/// <summary>What a connection has to send in this session, and how far into it it is.</summary>
internal sealed class PendingWrites
{
    private readonly Queue<ConnectionProtocol.Write> _writes = new();
    private long _begunBytes;
    private int _offset;

    public bool IsEmpty => _writes.Count == 0;

    /// <summary>The number of the last write of which anything may have been sent; 0 for none.</summary>
    public long Begun { get; private set; }

    /// <summary>The number of the last write that is sent whole; 0 for none.</summary>
    public long Written { get; private set; }

    /// <summary>So many bytes are sent.</summary>
    public long Sent { get; private set; }

    public void Add(ConnectionProtocol.Write write) => _writes.Enqueue(write);

    /// <summary>The rest of the first one, to be sent now. Empty when it is sent whole, or there is none.</summary>
    public ReadOnlyMemory<byte> Rest => _writes.TryPeek(out var first) ? first.Content[_offset..] : default;

    /// <summary>
    /// So many bytes are acknowledged, as the kernel says; it may count a FIN too, and knows of a send that is under way.
    /// </summary>
    public long Acknowledged(long bytes) => Math.Min(bytes, _begunBytes);

    public void Begin()
    {
        var first = _writes.Peek();
        if (first.Sequence > Begun)
        {
            Begun = first.Sequence;
            _begunBytes += first.Content.Length;
        }
    }

    public void Advance(int bytes)
    {
        _offset += bytes;
        Sent += bytes;
        if (_writes.TryPeek(out var first) && _offset == first.Content.Length)
        {
            Finish();
        }
    }

    /// <summary>The first one is sent whole, or has nothing to send.</summary>
    public void Finish()
    {
        _offset = 0;
        Written = _writes.Dequeue().Sequence;
    }
}
