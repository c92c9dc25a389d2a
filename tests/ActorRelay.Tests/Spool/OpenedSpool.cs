using ActorRelay.Accounts;
using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

/// <summary>All that is in a database, closed with a test.</summary>
internal sealed class OpenedSpool(SpoolOpening opening) : IAsyncDisposable
{
    public ISpoolStore Store => opening.Store;

    public IQuarantineStore Quarantine => opening.Quarantine;

    public IJournalStore Journal => opening.Journal;

    /// <summary>A body in quarantine.</summary>
    public async Task<byte[]> BodyAsync(BatchId batch)
    {
        await using var body = Quarantine.OpenBody(batch);
        using var all = new MemoryStream();
        await body.CopyToAsync(all);
        return all.ToArray();
    }

    public ValueTask DisposeAsync() => opening.Store.DisposeAsync();
}
