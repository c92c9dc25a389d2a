using ActorRelay.Spool;

namespace ActorRelay.Tests.Spool;

/// <summary>All that is in a database, closed with a test.</summary>
internal sealed class OpenedSpool(SpoolOpening opening) : IAsyncDisposable
{
    public ISpoolStore Store => opening.Store;

    public IQuarantineStore Quarantine => opening.Quarantine;

    public IJournalStore Journal => opening.Journal;

    public ValueTask DisposeAsync() => opening.Store.DisposeAsync();
}
