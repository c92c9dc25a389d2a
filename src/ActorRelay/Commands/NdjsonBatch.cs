namespace ActorRelay.Commands;

/// <summary>One upload.</summary>
/// <param name="Gzip">The body; valid until the next batch is read.</param>
/// <param name="Records">Lines in it.</param>
/// <param name="Bytes">Its size before gzip.</param>
/// <param name="Lines">The lines of the file that it covers, blank ones too.</param>
internal sealed record NdjsonBatch(ReadOnlyMemory<byte> Gzip, long Records, long Bytes, LineRange Lines);
