using System.Globalization;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// It makes what the log says while a Receiver is down or hung: since when, and what waits for it, once a minute; at its end how long
/// it was; and a line when the backlog that it left is through.
/// </summary>
internal sealed class OutageLog
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Outage> _outages = [];

    /// <returns>Lines to log; <c>IsTrouble</c> while the outage lasts.</returns>
    public IReadOnlyList<(bool IsTrouble, string Text)> Look(InspectionProtocol.StatusReport status, DateTimeOffset now)
    {
        List<(bool, string)> lines = [];
        foreach (var receiver in status.Receivers)
        {
            var backlog = status.Spool.Backlogs.FirstOrDefault(backlog => backlog.Receiver == receiver.Name);
            if (receiver.State is "down" or "hung")
            {
                Go(receiver, backlog, status, now, lines);
            }
            else if (_outages.TryGetValue(receiver.Name, out var outage))
            {
                Come(receiver, outage, backlog, status, now, lines);
            }
        }

        return lines;
    }

    private void Go(
        ReceiversProtocol.ReceiverReport receiver,
        SpoolProtocol.SpoolBacklog? backlog,
        InspectionProtocol.StatusReport status,
        DateTimeOffset now,
        List<(bool, string)> lines)
    {
        if (!_outages.TryGetValue(receiver.Name, out var outage) || outage.Back is not null)
        {
            _outages[receiver.Name] = outage = new Outage(now, now, null);
        }

        if (now - outage.Said >= Pause)
        {
            _outages[receiver.Name] = outage with { Said = now };
            lines.Add((true, string.Create(
                CultureInfo.InvariantCulture,
                $"Receiver {receiver.Name} is {receiver.State} since {outage.Since:yyyy-MM-dd HH:mm:ss}Z, for {Minutes(now - outage.Since)}: {Waits(backlog, status)}")));
        }
    }

    private void Come(
        ReceiversProtocol.ReceiverReport receiver,
        Outage outage,
        SpoolProtocol.SpoolBacklog? backlog,
        InspectionProtocol.StatusReport status,
        DateTimeOffset now,
        List<(bool, string)> lines)
    {
        var waiting = backlog?.Batches > 0;
        if (outage.Back is null)
        {
            lines.Add((false, $"Receiver {receiver.Name} is back after {Minutes(now - outage.Since)}: {Waits(backlog, status)}"));
        }
        else if (!waiting)
        {
            lines.Add((false, $"Receiver {receiver.Name}: what waited for it is delivered, {Minutes(now - outage.Back.Value)} after it was back"));
        }

        if (waiting)
        {
            _outages[receiver.Name] = outage with { Back = outage.Back ?? now };
        }
        else
        {
            _outages.Remove(receiver.Name);
        }
    }

    private static string Waits(SpoolProtocol.SpoolBacklog? backlog, InspectionProtocol.StatusReport status) =>
        backlog is { Batches: > 0 }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{backlog.Batches} batches wait for it in the spool, {ByteSizes.Rounded(backlog.Bytes)}, the oldest since {backlog.Oldest.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; {status.Spooled.Records} records are in the spool")
            : "nothing waits for it in the spool";

    private static string Minutes(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");

    /// <param name="Since">The outage was first seen then.</param>
    /// <param name="Said">The log last spoke of it then.</param>
    /// <param name="Back">The Receiver was seen again then; null while it is away.</param>
    private sealed record Outage(DateTimeOffset Since, DateTimeOffset Said, DateTimeOffset? Back);
}
