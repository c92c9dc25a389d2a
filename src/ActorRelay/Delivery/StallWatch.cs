namespace ActorRelay.Delivery;

/// <summary>
/// Tells when nothing has moved for a time: asked at equal intervals, it says so after so many quiet ones in a row.
/// </summary>
internal sealed class StallWatch(int looks)
{
    private long _movedBefore;
    private int _quiet;

    /// <param name="waiting">Something is waiting to move. While nothing is, quiet is no stall.</param>
    /// <param name="moved">A number that changes whenever something moves.</param>
    public bool IsStalled(bool waiting, long moved)
    {
        _quiet = waiting && moved == _movedBefore ? _quiet + 1 : 0;
        _movedBefore = moved;
        return _quiet >= looks;
    }
}
