using ActorRelay.Inspection;
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

    private void OnLive(Link link, int session)
    {
        link.Live(session, Now);
        Timers.Cancel(DownKey);
        if (_down)
        {
            _down = false;
            _log.Info("Receiver {0} is up again", _settings.Name);
        }

        _stranded.MoveTo(link.Queue);
        HandOver(link);
    }

    /// <param name="link">Whose session is over, if it had one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="begun">Number of the last block of which the Receiver may have something.</param>
    private void OnEnded(Link link, string reason, long begun)
    {
        var wasLive = link.IsLive;
        var left = link.End(reason, Now);
        if (!wasLive)
        {
            return;
        }

        foreach (var outbound in left.Where(outbound => outbound.Lane.Detached))
        {
            Return(outbound);
        }

        List<OutboundBlock> again = [.. left.Where(outbound => !outbound.Lane.Detached)];
        _resent += again.Where(outbound => outbound.Sequence <= begun).Sum(outbound => (long)outbound.Block.Lines);
        link.Queue.AddFirst(again);
        var other = FewestOutstanding();
        link.Queue.MoveTo(other?.Queue ?? _stranded);
        HandOver(other);
        if (other is null)
        {
            Timers.StartSingleTimer(DownKey, DownAfterPassed.Instance, _settings.DownAfter);
        }
    }

    private void OnConnectionStopped(Link link)
    {
        // Of every block it had it may have sent something.
        OnEnded(link, _draining ? "drained" : "stopped unexpectedly", long.MaxValue);
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
        _log.Warning("Receiver {0} is down: no connection for {1} s", _settings.Name, _settings.DownAfter.TotalSeconds);
        TellDown();
    }

    private void Drain()
    {
        _draining = true;
        TellDown();
        foreach (var link in _links)
        {
            Timers.Cancel(link);
            link.Connection?.Tell(ConnectionProtocol.Drain.Instance);
        }

        StopWhenDrained();
    }

    private void StopWhenDrained()
    {
        if (_draining && _links.All(link => link.Connection is null))
        {
            Context.Stop(Self);
        }
    }

    private Link? FewestOutstanding() =>
        _links.Where(link => link.IsLive).MinBy(link => (link.OutstandingBytes, link.Queue.Lanes));

    private void HandOver(Link? link)
    {
        while (link is { IsLive: true, Unwritten: < ConnectionWindow } && link.Queue.Take() is { } outbound)
        {
            link.HandOver(outbound, Now);
            link.Connection.Tell(new ConnectionProtocol.Write(link.Session, outbound.Sequence, outbound.Block.Content));
        }
    }

    private void TellDown()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Stage.Tell(new ReceiverProtocol.Down(_settings.Name));
        }
    }

    private InspectionProtocol.ReceiverReport Report()
    {
        var live = _links.Count(link => link.IsLive);
        return new InspectionProtocol.ReceiverReport(
            _settings.Name,
            live > 0 ? "up" : _down ? "down" : "connecting",
            live,
            Confirmation.Kind,
            _confirmed,
            _resent,
            _stranded.Bytes + _links.Sum(link => link.OutstandingBytes),
            _links.Where(link => link.IsLive && link.Unwritten > 0).Max(link => (TimeSpan?)(Now - link.MovedAt))?.TotalSeconds ?? 0,
            _lanes.Count,
            [.. _links.Select(link => link.Report())]);
    }
}
