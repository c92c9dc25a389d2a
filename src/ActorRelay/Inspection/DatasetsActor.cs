using System.Collections.Immutable;
using ActorRelay.Streams;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Inspection;

/// <summary>
/// <c>/user/inspection/datasets</c>: owns the history of datasets and its file. Every ten seconds it takes in what the
/// path has seen, logs what is new, and saves that; times alone are saved every hour, and all of it at a stop. It blocks
/// on the disk, so it runs on the dispatcher for that. A file that cannot be read or written is said in the log and
/// otherwise does no harm: the history is then of this run alone. When it fails, it begins again with what was saved.
/// </summary>
internal sealed class DatasetsActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SaveTimesAfter = TimeSpan.FromHours(1);

    private readonly SeenDatasets _seen;
    private readonly DatasetWarnings _warnings;
    private readonly DatasetsFile _file;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, DatasetHistory> _histories = new(StringComparer.Ordinal);
    private readonly HashSet<(string Dataset, string About)> _warned = [];
    private DateTimeOffset _saved;
    private bool _hasNews;
    private bool _hasFailed;

    private readonly Action<string, DateTimeOffset>? _remember;

    public DatasetsActor(
        SeenDatasets seen, DatasetWarnings warnings, string stateDir, TimeProvider time, Action<string, DateTimeOffset>? remember)
    {
        _seen = seen;
        _warnings = warnings;
        _file = new DatasetsFile(stateDir);
        _time = time;
        _remember = remember;
        _saved = time.GetUtcNow();
        Receive<Review>(_ =>
        {
            Update();
            if (_hasNews || _time.GetUtcNow() - _saved >= SaveTimesAfter)
            {
                Save();
            }
        });
        Receive<InspectionProtocol.GetDatasets>(_ =>
        {
            Update();
            Sender.Tell(Report());
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="remember">Is told when records of a dataset were last seen in an earlier run; null for nobody.</param>
    public static Props Props(
        SeenDatasets seen,
        DatasetWarnings warnings,
        string stateDir,
        TimeProvider time,
        Action<string, DateTimeOffset>? remember = null) =>
        Akka.Actor.Props.Create(() => new DatasetsActor(seen, warnings, stateDir, time, remember))
            .WithDispatcher("akka.actor.default-blocking-io-dispatcher");

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Review), Review.Instance, Interval);
        try
        {
            foreach (var saved in _file.Load().OrderBy(saved => saved.Since))
            {
                _remember?.Invoke(saved.Dataset, saved.LastSeen);
                if (_seen.Remember(saved.Dataset))
                {
                    _histories.TryAdd(saved.Dataset, new DatasetHistory(saved));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _log.Warning("The datasets seen before cannot be read: {0}", e.Message);
        }
    }

    protected override void PostStop()
    {
        Update();
        if (_histories.Count > 0)
        {
            Save();
        }
    }

    private void Update()
    {
        foreach (var seen in _seen.All)
        {
            if (!_histories.TryGetValue(seen.Name, out var history))
            {
                _histories.Add(seen.Name, history = new DatasetHistory(seen.Name));
            }

            foreach (var line in history.Update(seen))
            {
                _log.Info("Dataset {0}", line);
                _hasNews = true;
            }

            foreach (var (about, text) in _warnings.Of(history, seen))
            {
                if (_warned.Add((seen.Name, about)))
                {
                    _log.Warning("{0}", text);
                }
            }
        }
    }

    private InspectionProtocol.DatasetsReport Report()
    {
        var seen = _seen.All.ToDictionary(dataset => dataset.Name, StringComparer.Ordinal);
        return new InspectionProtocol.DatasetsReport(
        [
            .. _histories.Where(history => history.Value.Since is not null).Select(history => history.Value.Report(
                seen.GetValueOrDefault(history.Key),
                [.. _warnings.Of(history.Value, seen.GetValueOrDefault(history.Key)).Select(warning => warning.Text)])),
        ]);
    }

    private void Save()
    {
        try
        {
            _file.Save(_histories.Values.Where(history => history.Since is not null).Select(history => history.Save()));
            _saved = _time.GetUtcNow();
            _hasNews = false;
            _hasFailed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
            {
                _log.Warning("The datasets seen cannot be saved: {0}", e.Message);
            }

            _hasFailed = true;
        }
    }

    /// <summary>To itself: take in what the path has seen.</summary>
    public sealed record Review
    {
        public static Review Instance { get; } = new();
    }
}
