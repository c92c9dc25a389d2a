using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>What the log says of a spool that somebody should look at: once, and again after an hour.</summary>
/// <param name="time">By which ages and pauses are told.</param>
internal sealed class SpoolComplaints(CurrentSettings settings, ILoggingAdapter log, ITimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Whoever was refused comes again within that time, so after it nobody is refused any more.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _said = [];
    private (string Reason, DateTimeOffset At)? _refused;

    /// <summary>
    /// Why a body was refused a moment ago, for which there was no room; null when none was, or there is more since. To a probe,
    /// which is small, there may be room all the same.
    /// </summary>
    public string? Refused => _refused is { } last && time.Now - last.At < Fresh ? last.Reason : null;

    /// <summary>A new database may give the same reasons anew.</summary>
    public void Forget()
    {
        _said.Clear();
        TookOrFreed();
    }

    /// <summary>A body was taken, or one that was there is gone.</summary>
    public void TookOrFreed() => _refused = null;

    /// <summary>Why the spool takes nothing, as it is shown; null when it does.</summary>
    public static string? ReasonOf(SpoolRefusal refusal) => refusal switch
    {
        SpoolRefusal.None => null,
        SpoolRefusal.MaxSize => "the spool is full: relay.spool.max-size is used up",
        _ => "the spool's disk is full: less than relay.spool.min-free is left",
    };

    public string? OfRefusal(SpoolRefusal refusal)
    {
        var reason = ReasonOf(refusal);
        _refused = reason is null ? _refused : (reason, time.Now);
        if (reason is not null && IsTime(reason))
        {
            log.Error("{0}; batches that cannot be delivered are answered 503", reason);
        }

        return reason;
    }

    public void Of(SpoolProtocol.SpoolReport report)
    {
        foreach (var backlog in report.Backlogs)
        {
            if (backlog.Orphaned && IsTime($"orphaned {backlog.Receiver}"))
            {
                log.Warning(
                    "{0} batches wait in the spool for Receiver {1}, which the settings do not have: "
                    + "reassign or drop them (relay spool)",
                    backlog.Batches,
                    backlog.Receiver);
            }

            var age = time.Now - backlog.Oldest;
            if (age > settings.Now.Spool.MaxAge && IsTime($"old {backlog.Receiver}"))
            {
                log.Warning(
                    "The oldest of {0} batches for Receiver {1} has waited in the spool for {2:0.0} h",
                    backlog.Batches,
                    backlog.Receiver,
                    age.TotalHours);
            }
        }
    }

    private bool IsTime(string what)
    {
        var now = time.Now;
        if (_said.TryGetValue(what, out var last) && now - last < Pause)
        {
            return false;
        }

        _said[what] = now;
        return true;
    }
}
