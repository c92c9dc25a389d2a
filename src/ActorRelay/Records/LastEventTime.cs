namespace ActorRelay.Records;

/// <summary>
/// Reads event times, and remembers the last one: neighbours in a batch mostly have the same, for most datasets write it
/// in whole seconds. Not for use by several threads.
/// </summary>
internal sealed class LastEventTime
{
    /// <summary>A longer text is not remembered; with its quotes, RFC 3339 with nanoseconds and an offset has 37 bytes.</summary>
    private const int LongestText = 40;

    private readonly byte[] _json = new byte[LongestText];
    private int _length;
    private long _microseconds;

    /// <summary>As <see cref="EventTime.TryRead"/> does.</summary>
    public bool TryRead(ReadOnlySpan<byte> json, out long microseconds)
    {
        if (_length > 0 && json.SequenceEqual(_json.AsSpan(0, _length)))
        {
            microseconds = _microseconds;
            return true;
        }

        if (!EventTime.TryRead(json, out microseconds))
        {
            return false;
        }

        _length = json.TryCopyTo(_json) ? json.Length : 0;
        _microseconds = microseconds;
        return true;
    }
}
