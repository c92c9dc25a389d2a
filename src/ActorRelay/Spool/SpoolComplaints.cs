using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <summary>What the log says of a spool that somebody should look at: once, and again after an hour.</summary>
/// <param name="time">By which ages and pauses are told.</param>
internal sealed class SpoolComplaints(CurrentSettings settings, ILoggingAdapter log, ITimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Dictionary<string, DateTimeOffset> _said = [];

    /// <summary>A new database may give the same reasons anew.</summary>
    public void Forget() => _said.Clear();

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
