using System.Collections.Immutable;
using ActorRelay.Accounts;

namespace ActorRelay.Spool.Sql;

/// <summary>The spool in a database, which it owns: one writer for all that is in there, and reads beside it.</summary>
internal sealed class SqlSpoolStore : ISpoolStore
{
    private readonly ISpoolDatabase _database;
    private readonly GroupWriter _writer;
    private readonly SpoolReads _reads;
    private readonly SpoolGarbage _garbage;
    private readonly SpoolOptions _options;
    private readonly SpoolClaims _claims;
    private readonly SpoolCatalogue _catalogue;
    private readonly SpoolMoves _moves;
    private readonly SqlQuarantine _quarantine;

    private SqlSpoolStore(ISpoolDatabase database, SpoolOptions options)
    {
        _database = database;
        _writer = new GroupWriter(database);
        _reads = new SpoolReads(database);
        _garbage = new SpoolGarbage(database, _writer);
        _options = options;
        _claims = new SpoolClaims(database, _writer, _garbage, options);
        _catalogue = new SpoolCatalogue(database, _reads);
        _moves = new SpoolMoves(_writer, _garbage);
        _quarantine = new SqlQuarantine(database, _writer, _reads, _garbage, options);
    }

    /// <summary>Takes over a database whose tables are there, and what an earlier run left in it.</summary>
    /// <exception cref="SpoolException">It cannot be used; it is closed then.</exception>
    public static async Task<SpoolOpening> StartAsync(ISpoolDatabase database, SpoolOptions options)
    {
        var store = new SqlSpoolStore(database, options);
        try
        {
            await store._claims.LetGoOfEarlierRunsAsync();
            await store._garbage.SweepAsync();
            return new SpoolOpening(store, store._quarantine, new SqlJournal(store._writer, store._reads));
        }
        catch (SpoolException)
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async Task<ISpoolUpload> ReadAsync(BatchId id, Stream body, CancellationToken cancel = default) =>
        await new BodyUpload(_database, _writer, _garbage, _options, id).ReadAsync(body, cancel);

    public Task<SpoolClaim?> ClaimOldestAsync(string receiver) => _claims.ClaimOldestAsync(receiver);

    public Task<bool> SaveProgressAsync(SpoolClaim claim, ResumePoint progress) =>
        _claims.SaveProgressAsync(claim, progress);

    public Task<bool> ReleaseAsync(SpoolClaim claim, ResumePoint progress, long countedTo) =>
        _claims.ReleaseAsync(claim, progress, countedTo);

    public Task<SpoolFinish> FinishAsync(SpoolClaim claim, RunCount count) => _claims.FinishAsync(claim, count);

    public Stream OpenBody(BatchId batch) => new SpooledBodyStream(_database, _reads, batch);

    public Task<SpooledBatch?> FindAsync(BatchId batch) => _catalogue.FindAsync(batch);

    public Task<IReadOnlyList<SpoolProtocol.SpooledCopy>> ListAsync(string? receiver, int most) => _catalogue.ListAsync(receiver, most);

    public Task<IReadOnlyList<SpoolProtocol.SpooledCopy>> CopiesAsync(BatchId batch) => _catalogue.CopiesAsync(batch);

    public Task<IReadOnlyList<SpoolProtocol.SpoolBacklog>> BacklogsAsync() => _catalogue.BacklogsAsync();

    public Task<ImmutableDictionary<string, long>> PendingAsync() => _catalogue.PendingAsync();

    public Task<SpoolRefusal> ProbeAsync() => _writer.WriteAsync(async session =>
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO spool_probe (id, at) VALUES (1, {_database.Now})
            ON CONFLICT (id) DO UPDATE SET at = excluded.at
            """);
        return await _database.RefusalAsync(session, BodyUpload.PieceSize);
    });

    public Task<SpoolSize> SizeAsync() => _catalogue.SizeAsync();

    public Task<SpoolDropped> ReassignAsync(string receiver, string to) => _moves.ReassignAsync(receiver, to);

    public Task<SpoolDropped> DropAsync(string receiver) => _moves.DropAsync(receiver);

    public async Task ShrinkAsync()
    {
        await _garbage.SweepAsync();
        await _database.ShrinkAsync(_writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reads.DisposeAsync();
        await _database.DisposeAsync();
    }
}
