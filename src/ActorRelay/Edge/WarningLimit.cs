namespace ActorRelay.Edge;

/// <summary>
/// Lets one warning a minute through, so that whoever can cause it cannot fill the log. Thread-safe.
/// </summary>
internal sealed class WarningLimit(TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _warned;
    private long _count;

    /// <summary>Takes one more of what is warned of.</summary>
    /// <returns>How many a warning is to stand for, this one included; 0 while none is due.</returns>
    public long Add()
    {
        lock (_lock)
        {
            _count++;
            if (_warned is { } warned && time.GetElapsedTime(warned) < Between)
            {
                return 0;
            }

            var count = _count;
            _warned = time.GetTimestamp();
            _count = 0;
            return count;
        }
    }
}
