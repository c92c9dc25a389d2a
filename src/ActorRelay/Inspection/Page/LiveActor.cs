using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Inspection.Page;

/// <summary>
/// <c>/user/inspection/live</c>: while somebody watches it asks for the status once a second, writes it down once, and hands
/// that to all who watch; each has room for one, and of more the newest. It holds no state of the path; when it fails, its
/// watchers are at an end and come again.
/// </summary>
internal sealed class LiveActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HashSet<ChannelWriter<byte[]>> _watchers = [];

    /// <param name="settings">Those in force, for what readiness means.</param>
    /// <param name="jobs">Are shown with the status.</param>
    public LiveActor(CurrentSettings settings, Func<ImmutableArray<JobReport>> jobs)
    {
        var log = Context.GetLogger();
        Receive<LiveProtocol.Watch>(watch =>
        {
            _watchers.Add(watch.Watcher);
            Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, Interval);
        });
        Receive<LiveProtocol.Unwatch>(unwatch =>
        {
            _watchers.Remove(unwatch.Watcher);
            if (_watchers.Count == 0)
            {
                Timers.Cancel(nameof(Look));
            }
        });
        Receive<Look>(_ => Context.Parent.Tell(InspectionProtocol.GetStatus.Instance));
        Receive<InspectionProtocol.StatusReport>(status =>
        {
            var report = new LiveReport(
                Context.System.Scheduler.Now, status, Readiness.Of(status, settings.Now.Routes), jobs());
            var written = JsonSerializer.SerializeToUtf8Bytes(report, Json);
            foreach (var watcher in _watchers)
            {
                watcher.TryWrite(written);
            }
        });
        Receive<Status.Failure>(failure => log.Debug("No status for the page: {0}", failure.Cause.Message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(CurrentSettings settings, Func<ImmutableArray<JobReport>> jobs) =>
        Akka.Actor.Props.Create(() => new LiveActor(settings, jobs));

    protected override void PostStop()
    {
        foreach (var watcher in _watchers)
        {
            watcher.TryComplete();
        }
    }

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed record LiveReport(
        DateTimeOffset At,
        InspectionProtocol.StatusReport Status,
        Readiness Readiness,
        ImmutableArray<JobReport> Jobs);
}

/// <summary>What a page says to <c>/user/inspection</c>, which hands it to its child.</summary>
internal static class LiveProtocol
{
    internal interface IForLive;

    /// <param name="Watcher">Takes the report of each second as JSON; it must have room for one, and drop old ones.</param>
    public sealed record Watch(ChannelWriter<byte[]> Watcher) : IForLive;

    public sealed record Unwatch(ChannelWriter<byte[]> Watcher) : IForLive;
}
