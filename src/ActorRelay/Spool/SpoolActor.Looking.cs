using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration.Hocon;
using ActorRelay.Edge;
using ActorRelay.Inspection;
using Akka.Actor;
using Akka.Event;

namespace ActorRelay.Spool;

/// <content>What it looks at by itself now and then, and what it tells of it.</content>
internal sealed partial class SpoolActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private InspectionProtocol.SpoolReport? _report;
    private bool _isEmpty = true;

    /// <summary>A database that failed is tried with a write, for many can still be read.</summary>
    private void Look()
    {
        if (_store is { } store && _closer is null)
        {
            LookAsync(store.Store, _restored).PipeTo(
                Self,
                failure: e => new SpoolProtocol.Failed(SpoolException.Of(e)));
        }
    }

    private static async Task<Looked> LookAsync(ISpoolStore store, bool restored)
    {
        var refusal = await store.ProbeAsync();
        var pending = restored ? null : await store.PendingAsync();
        return new Looked(refusal, await store.SizeAsync(), [.. await store.BacklogsAsync()]) { Pending = pending };
    }

    private void OnLooked(Looked looked)
    {
        if (_fault is not null && looked.Refusal is SpoolRefusal.None)
        {
            _log.Info("The spool can be used again");
        }

        _fault = looked.Refusal is SpoolRefusal.None ? null : _complaints.OfRefusal(looked.Refusal);
        Restore(looked.Pending);
        _report = Report(looked.Size, looked.Backlogs);
        _complaints.Of(_report);
        Tell([.. looked.Backlogs.Select(backlog => backlog.Receiver)]);
        ShrinkWhenEmpty(looked.Size);
        Timers.StartSingleTimer(ProbeKey, new Probe(CheckAll: false), _fault is null ? BetweenProbes : BetweenAttempts);
    }

    /// <summary>What earlier runs left is in the books from the first look on.</summary>
    private void Restore(ImmutableDictionary<string, long>? pending)
    {
        if (_restored || pending is null)
        {
            return;
        }

        _restored = true;
        foreach (var (dataset, records) in pending)
        {
            _accounts.Post(dataset, new RecordCounts { Restored = records, Spooled = records });
        }
    }

    /// <summary>What was in a file that was set aside is not delivered.</summary>
    private void ForgetSpooled()
    {
        foreach (var (dataset, records) in _accounts.Snapshot())
        {
            _accounts.Post(dataset, new RecordCounts { Spooled = -records.Spooled, Evicted = records.Spooled });
        }
    }

    /// <summary>After a drain its file need not be as large as it was.</summary>
    private void ShrinkWhenEmpty(SpoolSize size)
    {
        if (size.Batches == 0 && !_isEmpty)
        {
            Ask(ShrinkAsync, _ => new Answer(null), null);
        }

        _isEmpty = size.Batches == 0;
    }

    private static async Task<bool> ShrinkAsync(ISpoolStore store)
    {
        await store.ShrinkAsync();
        return true;
    }

    /// <summary>As it is now; as it was last, when the database does not say so soon.</summary>
    private async Task<InspectionProtocol.SpoolReport> ReportAsync(ISpoolStore? store)
    {
        var last = _report ?? Report(new SpoolSize(0, 0, 0, 0), []);
        last = last with { Fault = FaultOf(_fault), Writable = IsWritable };
        if (store is null)
        {
            return last;
        }

        try
        {
            var size = store.SizeAsync().WaitAsync(Patience);
            var backlogs = await store.BacklogsAsync().WaitAsync(Patience);
            return Report(await size, [.. backlogs]) with { Fault = last.Fault, Writable = last.Writable };
        }
        catch (Exception e) when (e is SpoolException or TimeoutException)
        {
            return last;
        }
    }

    private bool IsWritable => Batches is not null && _fault is null;

    private string? FaultOf(string? fault) => _settings.Spool.Enabled ? fault : null;

    private InspectionProtocol.SpoolReport Report(SpoolSize size, ImmutableArray<SpoolBacklog> backlogs)
    {
        var known = _settings.Receivers.Select(receiver => receiver.Name).ToHashSet(StringComparer.Ordinal);
        return new InspectionProtocol.SpoolReport(
            _settings.Spool.Enabled ? _settings.Spool.Place : "off",
            IsWritable,
            FaultOf(_fault),
            size.Batches,
            size.Records,
            size.Bytes,
            size.Stored,
            _settings.Spool.MaxSize,
            [
                .. backlogs.Select(backlog => new InspectionProtocol.SpoolBacklogReport(
                    backlog.Receiver,
                    backlog.Live,
                    backlog.Waiting,
                    backlog.Claimed,
                    backlog.Bytes,
                    backlog.Oldest,
                    !known.Contains(backlog.Receiver))),
            ]);
    }

    private sealed record Looked(SpoolRefusal Refusal, SpoolSize Size, ImmutableArray<SpoolBacklog> Backlogs)
    {
        /// <summary>Null when it was not asked for.</summary>
        public ImmutableDictionary<string, long>? Pending { get; init; }
    }
}
