namespace ActorRelay.Spool.Sql;

/// <summary>Something to write within a transaction that others share.</summary>
/// <param name="bytes">About how much it writes.</param>
internal abstract class GroupWrite(long bytes)
{
    public long Bytes => bytes;

    /// <summary>Writes it; again from the beginning, when the transaction it was in before came to nothing.</summary>
    public abstract Task RunAsync(SqlSession session);

    /// <summary>It is committed.</summary>
    public abstract void Complete();

    /// <summary>It is not.</summary>
    public abstract void Fail(SpoolException failure);
}
