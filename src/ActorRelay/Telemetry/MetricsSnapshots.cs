using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using Akka.Actor;

namespace ActorRelay.Telemetry;

/// <summary>
/// Takes the snapshots that metrics are read off: when somebody asks for metrics, and at no other time. Instruments are
/// read by threads that must not wait for actors, so who collects calls <see cref="RefreshAsync"/> first. When the actors do
/// not answer in time the snapshot before stays, and its time says so. Thread-safe.
/// </summary>
/// <param name="inspection"><c>/user/inspection</c>.</param>
internal sealed partial class MetricsSnapshots(
    Func<IActorRef> inspection,
    RecordAccounts accounts,
    EdgeState edge,
    CurrentSettings settings,
    TimeProvider time,
    ILogger<MetricsSnapshots> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Who asks again so soon gets the same: so scrapers cannot keep the actors busy, however many they are.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private Task _refreshing = Task.CompletedTask;
    private ImmutableSortedDictionary<string, RecordCounts> _totals = ImmutableSortedDictionary.Create<string, RecordCounts>(StringComparer.Ordinal);
    private MetricsSnapshot? _last;

    /// <summary>Null until one was taken.</summary>
    public MetricsSnapshot? Last => Volatile.Read(ref _last);

    /// <summary>Takes one, unless the last is fresh. All who ask at once wait for the same; it never fails.</summary>
    public Task RefreshAsync()
    {
        lock (_lock)
        {
            if (_refreshing.IsCompleted && (Last is null || time.GetUtcNow() - Last.Taken >= Fresh))
            {
                _refreshing = TakeAsync();
            }

            return _refreshing;
        }
    }

    private async Task TakeAsync()
    {
        try
        {
            var status = await inspection().Ask<InspectionProtocol.StatusReport>(InspectionProtocol.GetStatus.Instance, Patience);
            var now = time.GetUtcNow();
            Volatile.Write(ref _last, new MetricsSnapshot(now, status, Readiness.Of(status, settings.Now.Routes))
            {
                Totals = _totals = TotalsOf(status),
                LastReceived = accounts.LastReceived(),
                Jobs = edge.Jobs.Snapshot(now),
                Gone = edge.Requests.Gone,
                BodyBytes = edge.Requests.BodyBytes,
                InflatedBytes = accounts.InflatedBytes,
            });
        }
        catch (Exception e)
        {
            LogNotTaken(e.Message);
        }
    }

    /// <summary>
    /// The books take back what turns out otherwise (a batch that was refused is confirmed after all), and a counter that goes
    /// down would be taken for one that began anew.
    /// </summary>
    private ImmutableSortedDictionary<string, RecordCounts> TotalsOf(InspectionProtocol.StatusReport status)
    {
        var setAside = accounts.SetAside();
        return _totals.SetItems(status.Datasets.Select(books => KeyValuePair.Create(books.Dataset, Highest(
            _totals.GetValueOrDefault(books.Dataset),
            books.Records with { Quarantined = setAside.GetValueOrDefault(books.Dataset) }))));
    }

    private static RecordCounts Highest(RecordCounts a, RecordCounts b) => new()
    {
        Received = Math.Max(a.Received, b.Received),
        Restored = Math.Max(a.Restored, b.Restored),
        Confirmed = Math.Max(a.Confirmed, b.Confirmed),
        Quarantined = Math.Max(a.Quarantined, b.Quarantined),
        Filtered = Math.Max(a.Filtered, b.Filtered),
        Repeated = Math.Max(a.Repeated, b.Repeated),
        Refused = Math.Max(a.Refused, b.Refused),
        Evicted = Math.Max(a.Evicted, b.Evicted),
        Replaced = Math.Max(a.Replaced, b.Replaced),
    };

    [LoggerMessage(301, LogLevel.Debug, "Metrics show what they showed before, for the relay's actors do not answer: {Error}")]
    private partial void LogNotTaken(string error);
}
