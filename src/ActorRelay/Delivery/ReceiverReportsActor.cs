using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.Actor;

namespace ActorRelay.Delivery;

/// <summary>
/// Answers one <see cref="ReceiversProtocol.GetReceivers"/>: asks each Receiver, and ends. A Receiver that is being
/// replaced, or does not answer in time, is reported as down.
/// </summary>
internal sealed class ReceiverReportsActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ReceiversProtocol.Receivers _receivers;
    private readonly ImmutableArray<ReceiverSettings> _settings;
    private readonly IActorRef _asker;
    private readonly Dictionary<string, ReceiversProtocol.ReceiverReport> _reports = [];
    private readonly HashSet<IActorRef> _asked = [];

    public ReceiverReportsActor(
        ReceiversProtocol.Receivers receivers, ImmutableArray<ReceiverSettings> settings, IActorRef asker)
    {
        _receivers = receivers;
        _settings = settings;
        _asker = asker;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="receivers">Whom to ask.</param>
    /// <param name="settings">Gives the order of the answer.</param>
    /// <param name="asker">Gets it.</param>
    public static Props Props(
        ReceiversProtocol.Receivers receivers, ImmutableArray<ReceiverSettings> settings, IActorRef asker) =>
        Akka.Actor.Props.Create(() => new ReceiverReportsActor(receivers, settings, asker));

    protected override void PreStart()
    {
        foreach (var receiver in _receivers.ByName.Values)
        {
            _asked.Add(receiver);
            Context.Watch(receiver);
            receiver.Tell(ReceiversProtocol.GetReport.Instance);
        }

        Timers.StartSingleTimer(nameof(Patience), ReceiveTimeout.Instance, Patience);
        AnswerWhenComplete();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReceiversProtocol.ReceiverReport report:
                _reports[report.Name] = report;
                _asked.Remove(Sender);
                AnswerWhenComplete();
                break;
            case Terminated terminated:
                _asked.Remove(terminated.ActorRef);
                AnswerWhenComplete();
                break;
            case ReceiveTimeout:
                Answer();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AnswerWhenComplete()
    {
        if (_asked.Count == 0)
        {
            Answer();
        }
    }

    private void Answer()
    {
        _asker.Tell(new ReceiversProtocol.ReceiversReport(
            [.. _settings.Select(settings => _reports.GetValueOrDefault(settings.Name) ?? Unknown(settings.Name))]));
        Context.Stop(Self);
    }

    private static ReceiversProtocol.ReceiverReport Unknown(string name) =>
        new(name, "down", 0, Confirmation.Expected, 0, 0, 0, 0, 0, 0, 0, []);
}
