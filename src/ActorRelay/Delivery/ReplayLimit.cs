namespace ActorRelay.Delivery;

/// <summary>
/// How much one connection sends again of what was acknowledged already, when it ends badly: <c>replay</c> bytes, as a
/// rule. Where connections end again and again before anything new was acknowledged, that would be the same bytes for
/// ever; so each such end halves the next replay, until as many new bytes as <c>replay</c> were acknowledged.
/// </summary>
internal sealed class ReplayLimit(long replay)
{
    private readonly long _full = replay;
    private long _newBytes;
    private long _newInSession;
    private long _repeatedInSession;

    /// <summary>So many bytes are sent again after a bad end.</summary>
    public long Now { get; private set; } = replay;

    /// <summary>So many bytes were acknowledged for the first time, and so many not for the first time.</summary>
    public void Acknowledged(long newBytes, long repeated)
    {
        _newInSession += newBytes;
        _repeatedInSession += repeated;
        _newBytes += newBytes;
        if (_newBytes >= _full)
        {
            Now = _full;
        }
    }

    /// <summary>The session ended in good order.</summary>
    public void End() => _newInSession = _repeatedInSession = 0;

    /// <summary>
    /// The session ended badly. True when the next replay is halved. A session in which nothing at all was acknowledged
    /// halves nothing, for it adds nothing to what is sent again.
    /// </summary>
    /// <param name="all">All of what it sent is sent again; else it has come further, be it with old bytes.</param>
    public bool EndBadly(bool all)
    {
        var halve = all && _newInSession == 0 && _repeatedInSession > 0 && Now > 0;
        if (halve)
        {
            Now /= 2;
            _newBytes = 0;
        }

        End();
        return halve;
    }
}
