using ActorRelay.Configuration;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <content>Whether it confirms what it is sent.</content>
internal sealed partial class ReceiverActor
{
    /// <summary>Looks, one at each <see cref="LookForSlow"/>, after which what is acknowledged should have been confirmed.</summary>
    private const int OverdueLooks = 5;

    /// <summary>Bytes here that it has not confirmed, those among them that it had, and that are sent again.</summary>
    private long OutstandingBytes => _stranded.Bytes + _links.Sum(link => link.OutstandingBytes);

    private void LookForHang()
    {
        // What waits for max-rate alone says nothing of the Receiver.
        var limited = Timers.IsTimerActive(RateKey) && _links.All(link => link.UnconfirmedBytes == 0);
        if (limited || OutstandingBytes == 0)
        {
            _hang.Rest();
        }
        else
        {
            _hang.Wait(Now);
        }

        var age = _hang.Age(Now);
        if (!_hung && !_draining && age >= _settings.HungAfter && _links.Any(link => link.IsLive))
        {
            _hung = true;
            foreach (var link in _links)
            {
                link.MustProve();
            }

            _log.Warning(
                "Receiver {0} is hung: nothing confirmed for {1:0} s, {2} wait",
                _settings.Name,
                age.TotalSeconds,
                ByteSizes.Rounded(OutstandingBytes));
            GoAway();
            TurnAway();
        }
    }

    /// <summary>Something was confirmed on this connection, or it has become live.</summary>
    private void LookForProgress(Link link)
    {
        var waits = OutstandingBytes > 0;
        if (waits && !link.IsProven)
        {
            return;
        }

        var age = _hang.Age(Now);
        if (waits)
        {
            _hang.Move(Now);
        }
        else
        {
            _hang.Rest();
        }

        if (_hung && link.IsLive)
        {
            _hung = false;
            _log.Info("Receiver {0} has confirmed nothing for {1:0} s, and does so again", _settings.Name, age.TotalSeconds);
            ComeUp();
        }
    }

    /// <summary>
    /// What is acknowledged is confirmed in the same turn. Should it ever not be, then nothing else here would say so, and
    /// the batches would wait for good: the connection is given up, and what it has is sent again.
    /// </summary>
    private void LookForOverdue()
    {
        foreach (var link in _links)
        {
            link.OverdueLooks = link is { IsLive: true, IsOverdue: true } ? link.OverdueLooks + 1 : 0;
            if (link.OverdueLooks == OverdueLooks)
            {
                _log.Error(
                    "Receiver {0}: {1} has acknowledged blocks that are not confirmed, {2} bytes wait there; "
                    + "this is a fault of the relay. The connection is made anew, and what it has is sent again",
                    _settings.Name,
                    link.Name,
                    link.UnconfirmedBytes);
                Context.Stop(link.Connection);
            }
        }
    }

    /// <summary>Batches leave it to the spool, whether it is down or hung.</summary>
    private void GoAway() => Context.Parent.Tell(new ReceiversProtocol.Reachable(_settings.Name, IsDown: true));

    private void ComeUp()
    {
        if (!_down && !_hung)
        {
            Context.Parent.Tell(new ReceiversProtocol.Reachable(_settings.Name, IsDown: false));
            _log.Info("Receiver {0} is up again", _settings.Name);
        }
    }
}
