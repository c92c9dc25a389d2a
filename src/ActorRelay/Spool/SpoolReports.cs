using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Spool;

/// <summary>What operators are shown of the copies in a spool.</summary>
internal sealed class SpoolReports(CurrentSettings settings)
{
    private const int MostListed = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>As it was when it was last looked at, whether or not it could be written then.</summary>
    public SpoolProtocol.SpoolReport Last { get; private set; } = ReportOf(settings.Now, new SpoolSize(0, 0, 0, 0), []);

    public void Remember(SpoolSize size, IReadOnlyList<SpoolProtocol.SpoolBacklog> backlogs) => Last = ReportOf(settings.Now, size, backlogs);

    /// <summary>As it is now; as it was last, when the database does not say so soon.</summary>
    /// <param name="store">The store; null when there is none.</param>
    /// <param name="fault">Why nothing can be put; null when it can.</param>
    public async Task<SpoolProtocol.SpoolReport> ReportAsync(ISpoolStore? store, string? fault)
    {
        var report = Last;
        if (store is not null)
        {
            try
            {
                var size = store.SizeAsync().WaitAsync(Patience);
                var backlogs = await store.BacklogsAsync().WaitAsync(Patience);
                report = ReportOf(settings.Now, await size, backlogs);
            }
            catch (Exception e) when (e is SpoolException or TimeoutException)
            {
            }
        }

        var enabled = settings.Now.Spool.Enabled;
        return report with { Fault = enabled ? fault : null, Writable = enabled && store is not null && fault is null };
    }

    /// <summary>The same, with the oldest copies.</summary>
    public async Task<object> ListAsync(ISpoolStore store, string? fault)
    {
        var reporting = ReportAsync(store, fault);
        var copies = await store.ListAsync(null, MostListed);
        return await reporting with { Copies = copies };
    }

    public static async Task<object> ShowAsync(ISpoolStore store, BatchId id) => await store.FindAsync(id) is { } batch
        ? new SpoolProtocol.SpooledCopies(
            id.Value, batch.Dataset, batch.Origin.Source, batch.Origin.Path, batch.Origin.Hash, batch.Origin.Received, batch.Bytes, batch.Framed,
            batch.Pending, batch.Quarantined, await store.CopiesAsync(id))
        : NotSpooled(id);

    public static async Task<object> ExportAsync(ISpoolStore store, BatchId id) =>
        await store.FindAsync(id) is null ? NotSpooled(id) : new SpoolProtocol.Body(store.OpenBody(id));

    /// <summary>What would go if the copies for a Receiver were dropped.</summary>
    public static async Task<object> LossAsync(ISpoolStore store, string receiver)
    {
        var waits = (await store.BacklogsAsync()).SingleOrDefault(backlog => backlog.Receiver == receiver);
        return new SpoolProtocol.NotSure(
            $"{waits?.Batches ?? 0} batches, {waits?.Bytes ?? 0} bytes, that wait for Receiver {receiver}, which is in the settings");
    }

    private static SpoolProtocol.SpoolReport ReportOf(
        RelaySettings settings, SpoolSize size, IReadOnlyList<SpoolProtocol.SpoolBacklog> backlogs) => new(
        settings.Spool.Enabled ? settings.Spool.Place : "off",
        Writable: false,
        Fault: null,
        size.Batches,
        size.Records,
        size.Bytes,
        size.Stored,
        settings.Spool.MaxSize,
        [
            .. backlogs.Select(backlog => backlog with
            {
                Orphaned = settings.Receivers.All(receiver => receiver.Name != backlog.Receiver),
            }),
        ]);

    private static SpoolProtocol.NotThere NotSpooled(BatchId id) => new($"the spool has no batch {id}");
}
