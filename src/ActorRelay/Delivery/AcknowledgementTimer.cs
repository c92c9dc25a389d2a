namespace ActorRelay.Delivery;

/// <summary>
/// Says when to look whether what was written is acknowledged: soon after a write, then ever more seldom. It is a timer of
/// its own because Akka's has a tick of 50 ms, and a batch's answer may wait for nothing else; it costs nothing while
/// everything is acknowledged.
/// </summary>
internal sealed class AcknowledgementTimer : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private readonly ITimer _timer;
    private TimeSpan _next = First;

    /// <param name="look">Called from any thread; one look too many does no harm.</param>
    public AcknowledgementTimer(Action look, TimeProvider time) => _timer = time.CreateTimer(
        static look => ((Action)look!)(), look, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something was written: the next look is a soon one again.</summary>
    public void Restart() => _next = First;

    /// <summary>Something is not acknowledged.</summary>
    /// <param name="writing">A write is under way, at whose end there is a look anyway.</param>
    public void LookAgain(bool writing)
    {
        _timer.Change(writing ? Longest : _next, Timeout.InfiniteTimeSpan);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }

    public void Dispose() => _timer.Dispose();
}
