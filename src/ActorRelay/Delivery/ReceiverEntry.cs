using ActorRelay.Configuration;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>One Receiver as <see cref="ReceiversActor"/> keeps it.</summary>
internal sealed class ReceiverEntry(ReceiverSettings settings, IActorRef actor, DateTimeOffset started)
{
    private readonly Backoff _backoff = new(settings.BackoffMin, settings.BackoffMax, Random.Shared);
    private DateTimeOffset _started = started;

    /// <summary>Under which the next actor is made; those of the present one may be older.</summary>
    public ReceiverSettings Settings { get; set; } = settings;

    /// <summary>The settings do not have it any more: it ends, and no other follows.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Its actor ends because it is to be made anew, at once.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>The last one made; it stays here when it has ended, until there is another.</summary>
    public IActorRef Actor { get; private set; } = actor;

    public bool IsAlive { get; private set; } = true;

    /// <summary>It is sent nothing new: it has had no live connection for a while, is hung, or drained.</summary>
    public bool IsDown { get; set; }

    public void Start(IActorRef actor, DateTimeOffset now) =>
        (Actor, _started, IsAlive, IsDown, IsReplaced) = (actor, now, true, false, false);

    /// <summary>It has ended. Returns the pause before there may be another.</summary>
    public TimeSpan End(DateTimeOffset now)
    {
        IsAlive = false;
        if (IsReplaced)
        {
            return TimeSpan.Zero;
        }

        if (now - _started >= Settings.BackoffMax)
        {
            _backoff.Reset();
        }

        return _backoff.Next();
    }
}
