using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>/user/inspection/outages</c>: looks at the status every few seconds, and lets the log say what an <see cref="OutageLog"/>
/// and a <see cref="SilenceLog"/> make of it. It holds no state of the path; when it fails it begins anew.
/// </summary>
internal sealed class OutagesActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly OutageLog _outages = new();
    private readonly SilenceLog _silence = new();

    public OutagesActor()
    {
        var log = Context.GetLogger();
        Receive<Look>(_ => Context.Parent.Tell(InspectionProtocol.GetStatus.Instance));
        Receive<Status.Failure>(_ => { }); // An actor of the path did not answer; the next look will tell.
        Receive<InspectionProtocol.StatusReport>(status =>
        {
            var now = Context.System.Scheduler.Now;
            foreach (var (isTrouble, text) in _outages.Look(status, now).Concat(_silence.Look(status, now)))
            {
                if (isTrouble)
                {
                    log.Warning("{0}", text);
                }
                else
                {
                    log.Info("{0}", text);
                }
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props { get; } = Akka.Actor.Props.Create(() => new OutagesActor());

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, Interval);

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}
