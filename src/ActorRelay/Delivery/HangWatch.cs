using ActorRelay.Configuration;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <summary>
/// How long a Receiver has confirmed nothing though bytes wait for it, whatever connections came and went meanwhile; and
/// whether that was too long.
/// </summary>
internal sealed class HangWatch(ReceiverSettings settings, ReceiverLinks links, ILoggingAdapter log)
{
    /// <summary>Looks in a row after which what is acknowledged should have been confirmed.</summary>
    private const int OverdueLooks = 5;

    private DateTimeOffset? _since;

    /// <summary>It was silent for too long, and nothing shows yet that it reads again.</summary>
    public bool IsHung { get; private set; }

    /// <summary>Something waits, for as long as it has until now.</summary>
    public void Wait(DateTimeOffset now) => _since ??= now;

    /// <summary>Nothing waits any more, or what waits does so for a reason of ours.</summary>
    public void Rest() => _since = null;

    /// <summary>How long it is silent; zero while nothing waits.</summary>
    public TimeSpan Age(DateTimeOffset now) => _since is { } since && now > since ? now - since : TimeSpan.Zero;

    /// <param name="limited">What no connection has waits for <c>max-rate</c>, which says nothing of the Receiver.</param>
    /// <returns>It has been silent for too long.</returns>
    public bool Look(DateTimeOffset now, bool limited)
    {
        if (links.OutstandingBytes == 0 || (limited && links.All.All(link => link.UnconfirmedBytes == 0)))
        {
            Rest();
        }
        else
        {
            Wait(now);
        }

        return Age(now) >= settings.HungAfter && links.HasLive;
    }

    /// <summary>From now on each connection has to prove that the Receiver reads.</summary>
    public void Hang(DateTimeOffset now)
    {
        IsHung = true;
        foreach (var link in links.All)
        {
            link.MustProve();
        }

        log.Warning(
            "Receiver {0} is hung: nothing confirmed for {1:0} s, {2} wait",
            settings.Name,
            Age(now).TotalSeconds,
            ByteSizes.Rounded(links.OutstandingBytes));
    }

    /// <summary>Something was confirmed on this connection, or it has become live.</summary>
    public void LookForProgress(Link link, DateTimeOffset now)
    {
        var waits = links.OutstandingBytes > 0;
        if (waits && !link.IsProven)
        {
            return;
        }

        if (IsHung)
        {
            log.Info(
                "Receiver {0} has confirmed nothing for {1:0} s, and does so again", settings.Name, Age(now).TotalSeconds);
        }

        (IsHung, _since) = (false, waits ? now : null);
    }

    /// <summary>
    /// What is acknowledged is confirmed in the same turn. Should it ever not be, then nothing else would say so, and the
    /// batches would wait for good: such a connection is given up, and what it has is sent again.
    /// </summary>
    /// <param name="end">Gives up a connection.</param>
    public void EndOverdue(Action<Link> end)
    {
        foreach (var link in links.All)
        {
            link.OverdueLooks = link is { IsLive: true, IsOverdue: true } ? link.OverdueLooks + 1 : 0;
            if (link.OverdueLooks == OverdueLooks)
            {
                log.Error(
                    "Receiver {0}: {1} has acknowledged blocks that are not confirmed, {2} bytes wait there; "
                    + "this is a fault of the relay. The connection is made anew, and what it has is sent again",
                    settings.Name,
                    link.Name,
                    link.UnconfirmedBytes);
                end(link);
            }
        }
    }
}
