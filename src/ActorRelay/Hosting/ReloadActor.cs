using System.Collections.Immutable;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Inspection;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Hosting;

/// <summary>
/// <c>/user/reload</c>: reads the settings again when it is asked to, and when their files change where
/// <c>reload-on-change</c> says so. Settings with an error are refused as a whole. It owns which settings are in force: new
/// Receivers are there before anything can be sent to them, and only then the next post comes under the new settings. When it
/// fails, those in force stay.
/// </summary>
// Idle -> Reading   the files are read
// Reading -> Applying   Receivers begin and end
// either -> Idle
internal sealed class ReloadActor : UntypedActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>Files that change are left alone for so long, for an editor may not be through with them.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CurrentSettings _settings;
    private readonly RelayCalling? _calling;
    private readonly BlockPool _pool;
    private readonly IActorRef _receivers;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private (IActorRef Who, string By) _asker = (ActorRefs.Nobody, "");
    private SettingsResult? _read;
    private ImmutableArray<(string Path, FileStamp Stamp)> _stamps = [];
    private DateTimeOffset? _changed;

    public ReloadActor(CurrentSettings settings, RelayCalling? calling, BlockPool pool, IActorRef receivers)
    {
        _settings = settings;
        _calling = calling;
        _pool = pool;
        _receivers = receivers;
        _read = calling?.Read;
        _stamps = _read is null ? [] : StampsOf(FilesOf(_read));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <param name="calling">Says where the settings come from; null where they are not read from anywhere.</param>
    /// <param name="receivers">Takes <see cref="ReceiversProtocol.Reload"/>.</param>
    public static Props Props(CurrentSettings settings, RelayCalling? calling, BlockPool pool, IActorRef receivers) =>
        Akka.Actor.Props.Create(() => new ReloadActor(settings, calling, pool, receivers));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookInterval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReloadProtocol.Reload { By: var by }:
                if (_calling is not { ReadAgain: { } read } || _read is null)
                {
                    Sender.Tell(Refused(InspectionResult.NotNow, "this relay was not started from settings that could be read again"));
                    break;
                }

                _asker = (Sender, by);
                _stamps = StampsOf(_stamps.Select(of => of.Path));
                Become(Reading);
                Task.Run(read).PipeTo(Self);
                break;
            case Look:
                LookForChanges();
                break;
        }
    }

    private void Reading(object message)
    {
        switch (message)
        {
            case SettingsResult { Settings: null } bad:
                Watch(bad);
                _log.Error(
                    "Settings are not reloaded, and stay as they were: {0}", string.Join("; ", bad.Errors.Select(error => $"{error}")));
                Answer(Refused(
                    InspectionResult.Wrong,
                    $"nothing was changed: {string.Join("; ", bad.Errors.Select(error => $"{error}"))}"));
                break;
            case SettingsResult good:
                Apply(good);
                break;
            default:
                Busy(message);
                break;
        }
    }

    private void Apply(SettingsResult read)
    {
        Watch(read);
        var change = SettingsChange.Between(_settings.Now, _read!, read);
        var blocks = change.Settings.Blocks - change.Settings.ReplayBlocks;
        if (blocks < BlockPool.MinCapacity)
        {
            Answer(Refused(
                InspectionResult.Wrong,
                $"nothing was changed: the Receivers need more blocks than there are, {change.Settings.Blocks}, and relay.blocks needs a restart"));
            return;
        }

        Become(next => Applying(next, read, change));
        _receivers
            .Ask<ReceiversProtocol.Reloaded>(
                new ReceiversProtocol.Reload(change.Settings.Receivers, change.Receivers, change.Settings.StopTimeout), Patience)
            .PipeTo(Self);
    }

    private void Applying(object message, SettingsResult read, SettingsChange change)
    {
        switch (message)
        {
            case ReceiversProtocol.Reloaded:
                _pool.Resize(change.Settings.Blocks - change.Settings.ReplayBlocks);
                _settings.Now = change.Settings;
                _read = read;
                Tell(read, change);
                break;
            default:
                Busy(message);
                break;
        }
    }

    private void Tell(SettingsResult read, SettingsChange change)
    {
        _log.Info(
            "Settings reloaded ({0}): {1}",
            _asker.By,
            change.Applied.IsEmpty ? "nothing has changed" : string.Join(", ", change.Applied));
        if (!change.NeedRestart.IsEmpty)
        {
            _log.Warning("Settings that need a restart, and stay as they were: {0}", string.Join(", ", change.NeedRestart));
        }

        ImmutableArray<string> warnings = [.. read.Warnings.Select(warning => $"{warning}")];
        foreach (var warning in warnings)
        {
            _log.Warning("Settings: {0}", warning);
        }

        Answer(new ReloadProtocol.ReloadReport(change.Applied, change.NeedRestart, warnings));
    }

    /// <summary>Who asks meanwhile waits for a reload of his own, for this one may have read the files before the last change.</summary>
    private void Busy(object message)
    {
        switch (message)
        {
            case ReloadProtocol.Reload:
                Stash.Stash();
                break;
            case Status.Failure failure:
                _log.Error(failure.Cause, "Settings are not reloaded");
                Answer(failure);
                break;
        }
    }

    private void Answer(object answer)
    {
        _asker.Who.Tell(answer, ActorRefs.NoSender);
        _changed = null;
        Become(OnReceive);
        Stash.UnstashAll();
    }

    private static Status.Failure Refused(int status, string text) => new(new InspectionRefusedException(status, text));

    private void LookForChanges()
    {
        if (!_settings.Now.ReloadOnChange || _read is null)
        {
            return;
        }

        var stamps = StampsOf(_stamps.Select(of => of.Path));
        if (!stamps.SequenceEqual(_stamps))
        {
            (_stamps, _changed) = (stamps, Now);
        }
        else if (_changed is { } changed && Now - changed >= Quiet)
        {
            Self.Tell(new ReloadProtocol.Reload("a file has changed"), ActorRefs.NoSender);
        }
    }

    /// <summary>Known files as they were before they were read, so that a change while they were is seen.</summary>
    private void Watch(SettingsResult read)
    {
        var before = _stamps.ToDictionary(of => of.Path, of => of.Stamp);
        _stamps = [.. FilesOf(read).Select(path => (path, before.TryGetValue(path, out var stamp) ? stamp : FileStamp.Of(path)))];
    }

    private static IEnumerable<string> FilesOf(SettingsResult read) => read.SettingsFiles.Keys.Concat(read.OtherFiles.Keys).Distinct();

    private static ImmutableArray<(string Path, FileStamp Stamp)> StampsOf(IEnumerable<string> paths) =>
        [.. paths.Select(path => (path, FileStamp.Of(path)))];

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}
