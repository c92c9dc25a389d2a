namespace ActorRelay.Delivery;

/// <summary>
/// How far into the content a stream of ciphertext is. TLS adds to what it carries, and at times writes of its own, so this is never
/// reckoned: after each write the count of the ciphertext is marked beside that of the content. Thread-safe.
/// </summary>
internal sealed class CipherMarks
{
    private readonly Lock _lock = new();

    /// <summary>Bounded by what the kernel holds unacknowledged, one for each write.</summary>
    private readonly Queue<(long Content, long Cipher)> _marks = new();
    private long _content;
    private long _acknowledged;

    /// <param name="content">Bytes of content that were written.</param>
    /// <param name="cipher">Bytes of ciphertext that are written in all, once these are.</param>
    public void Add(int content, long cipher)
    {
        lock (_lock)
        {
            _content += content;
            _marks.Enqueue((_content, cipher));
        }
    }

    /// <returns>Bytes of content of which all ciphertext is acknowledged.</returns>
    /// <param name="cipher">Bytes of ciphertext that are.</param>
    public long Acknowledged(long cipher)
    {
        lock (_lock)
        {
            while (_marks.TryPeek(out var mark) && mark.Cipher <= cipher)
            {
                _acknowledged = mark.Content;
                _marks.Dequeue();
            }

            return _acknowledged;
        }
    }
}
