using ActorRelay.Batches;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Delivery;

/// <content>What its connections tell it, and where blocks go then.</content>
internal sealed partial class ReceiverActor
{
    private Link LinkOf(IActorRef connection)
    {
        foreach (var link in _links)
        {
            if (connection.Equals(link.Connection))
            {
                return link;
            }
        }

        throw new InvalidOperationException($"{connection} is none of the connections of this Receiver.");
    }

    private void StartConnection(Link link)
    {
        link.Connection = Context.ActorOf(ConnectionActor.Props(link.Address, _settings, _sockets), link.Name);
        Context.Watch(link.Connection);
    }

    private void OnLive(Link link, ConnectionProtocol.Live live)
    {
        link.Live(live.Session, Now);
        _acknowledges = live.Acknowledges;
        Timers.Cancel(DownKey);
        if (_down)
        {
            // What waited meanwhile waited for a connection.
            _down = false;
            _hang.Rest();
            ComeUp();
        }

        _stranded.MoveTo(link.Queue);
        LookForProgress(link);
        HandOver(link);
        if (_draining)
        {
            EndInOrder(link);
        }
    }

    /// <param name="link">Whose session is over, if it had one.</param>
    /// <param name="ended">How.</param>
    private void OnEnded(Link link, ConnectionProtocol.Ended ended)
    {
        if (!link.IsLive)
        {
            link.EndAttempt(ended.Reason, Now);
            return;
        }

        Advance(link, ended.Last);
        var halvedBefore = link.Halved;
        var left = link.End(ended, _settings.Format.Framing, Now);
        foreach (var outbound in left.Where(IsDone))
        {
            Release(outbound.Block);
        }

        List<OutboundBlock> again = [.. left.Where(outbound => !IsDone(outbound))];
        CountAgain(link, halvedBefore, ended.Begun, again);
        link.Queue.AddFirst(again);
        var other = FewestOutstanding();
        link.Queue.MoveTo(other?.Queue ?? _stranded);
        HandOver(other);
        if (!_links.Any(link => link.IsLive))
        {
            Timers.StartSingleTimer(DownKey, DownAfterPassed.Instance, _settings.DownAfter);
        }

        if (OutstandingBytes > 0)
        {
            _hang.Wait(Now);
        }

        TellNews();
    }

    /// <summary>Nobody waits for it, or it was confirmed and need not be sent again.</summary>
    private static bool IsDone(OutboundBlock outbound) =>
        outbound.IsGivenUp || (outbound.Lane is null && outbound.Block.Length == 0);

    private void CountAgain(Link link, int halvedBefore, long begun, List<OutboundBlock> again)
    {
        var (replayed, resentBefore) = (0L, _resent);
        foreach (var outbound in again.Where(outbound => outbound.Sequence <= begun))
        {
            var lines = FramedMessages.Count(_settings.Format.Framing, outbound.Block.Content.Span);
            _resent += lines;
            replayed += outbound is { Lane: null, Sequence: 0 } ? lines : 0;
            if (outbound.Lane is { } lane)
            {
                lane.ResentLines += lines;
                HasNews(lane);
            }
        }

        _replayed += replayed;
        if (_resent > resentBefore)
        {
            _log.Info(
                "Receiver {0}: {1} has ended, and {2} lines are sent again, {3} of which it had acknowledged",
                _settings.Name,
                link.Name,
                _resent - resentBefore,
                replayed);
        }

        if (link.Halved > halvedBefore)
        {
            _log.Warning(
                "Receiver {0}: {1} ends before anything new is acknowledged; the next time it sends again {2} bytes at most",
                _settings.Name,
                link.Name,
                link.Limit.Now);
        }
    }

    private void OnConnectionStopped(Link link)
    {
        // Of every block it had it may have sent something, and nobody knows what was acknowledged since.
        var reason = _draining ? "drained" : "stopped unexpectedly";
        OnEnded(link, new ConnectionProtocol.Ended(reason, false, long.MaxValue, new ConnectionProtocol.Progress(0, 0)));
        link.Connection = null;
        if (_draining)
        {
            StopWhenDrained();
        }
        else
        {
            Timers.StartSingleTimer(link, new StartAgain(link), link.Backoff.Next());
        }
    }

    private void GoDown()
    {
        _down = true;
        GoAway();
        _log.Warning("Receiver {0} is down: no connection for {1} s", _settings.Name, _settings.DownAfter.TotalSeconds);
        TurnAway();
    }

    private void Drain()
    {
        _draining = true;
        TurnAway();
        foreach (var link in _links)
        {
            Timers.Cancel(link);
            EndInOrder(link);
        }

        StopWhenDrained();
    }

    /// <summary>With all that waits for it, which is only what has to be sent again.</summary>
    private void EndInOrder(Link link)
    {
        while (link is { TakesBlocks: true } && link.Queue.Take() is { } outbound)
        {
            HandOver(link, outbound);
        }

        link.Connection?.Tell(ConnectionProtocol.Drain.Instance);
    }

    /// <summary>
    /// What the Receiver may not have read is sent again first, through one more connection, as long as the relay waits.
    /// </summary>
    private void StopWhenDrained()
    {
        if (!_draining || _links.Any(link => link.Connection is not null))
        {
            return;
        }

        if (_stranded.Bytes == 0)
        {
            Context.Stop(Self);
        }
        else
        {
            Timers.StartSingleTimer(_links[0], new StartAgain(_links[0]), _links[0].Backoff.Next());
        }
    }

    /// <summary>
    /// All batches attached are turned away, and with them what waits here: if a connection came up before their stages
    /// have let go, it would be sent, and sent again when the batch is.
    /// </summary>
    private void TurnAway()
    {
        foreach (var lane in _lanes.Values.ToList())
        {
            OnDetach(lane.Batch);
            lane.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
        }
    }

    private ReceiversProtocol.ReceiverReport Report()
    {
        var live = _links.Count(link => link.IsLive);
        return new ReceiversProtocol.ReceiverReport(
            _settings.Name,
            _down ? "down" : _hung ? "hung" : live > 0 ? "up" : "connecting",
            live,
            _acknowledges ? Confirmation.Acknowledged : Confirmation.Written,
            _confirmed,
            _resent,
            _replayed,
            _links.Sum(link => link.Halved),
            OutstandingBytes,
            _hang.Age(Now).TotalSeconds,
            _lanes.Count,
            [.. _links.Select(link => link.Report())]);
    }
}
