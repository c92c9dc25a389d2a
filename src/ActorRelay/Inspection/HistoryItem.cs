using ActorRelay.Streams;

namespace ActorRelay.Inspection;

/// <summary>This says since when, and until when, a field or a format of event times was seen in a dataset.</summary>
internal sealed class HistoryItem(DateTimeOffset since, DateTimeOffset lastSeen, DateTimeOffset? vanished = null)
{
    /// <summary>Records of the dataset looked at without it, after which it can count as vanished.</summary>
    public const int VanishedAfterLooks = 100;

    /// <summary>Time without it, while the dataset came, after which it can count as vanished.</summary>
    public static readonly TimeSpan VanishedAfter = TimeSpan.FromMinutes(10);

    private long _lastLook;

    public DateTimeOffset Since => since;

    public DateTimeOffset LastSeen { get; private set; } = lastSeen;

    /// <summary>It was found to be gone then; null while it is there.</summary>
    public DateTimeOffset? Vanished { get; private set; } = vanished;

    /// <summary>It was last seen at this one of the dataset's looks since the relay started; 0 when it was not since then.</summary>
    public long LastLook => _lastLook;

    /// <returns>It is there again, having been gone.</returns>
    public bool See(SeenShape shape)
    {
        _lastLook = Math.Max(_lastLook, shape.LastLook);
        if (shape.LastSeen <= LastSeen)
        {
            return false;
        }

        LastSeen = shape.LastSeen;
        var isBack = Vanished is not null;
        Vanished = null;
        return isBack;
    }

    /// <param name="looks">Records of the dataset looked at since the relay started.</param>
    /// <param name="watchedSince">The dataset is looked at since then.</param>
    /// <param name="now">The last look was then.</param>
    /// <returns>It has just vanished.</returns>
    public bool Miss(long looks, DateTimeOffset watchedSince, DateTimeOffset now)
    {
        var lastChance = LastSeen > watchedSince ? LastSeen : watchedSince;
        if (Vanished is not null || looks - _lastLook < VanishedAfterLooks || now - lastChance < VanishedAfter)
        {
            return false;
        }

        Vanished = now;
        return true;
    }
}
