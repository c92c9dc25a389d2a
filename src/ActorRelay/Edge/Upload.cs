namespace ActorRelay.Edge;

/// <summary>
/// One upload's share of the room. It is held from the first byte until the batch has ended; disposing it gives the
/// room back, and may be done more than once.
/// </summary>
internal sealed class Upload : IDisposable
{
    private readonly Admission _admission;
    private readonly CancellationTokenSource _refused = new();

    internal Upload(Admission admission, long reserved)
    {
        _admission = admission;
        Reserved = reserved;
        Place = new LinkedListNode<Upload>(this);
    }

    /// <summary>It is cancelled when the upload is refused while it is being received: stop, and dispose it.</summary>
    public CancellationToken Refused => _refused.Token;

    /// <summary>So many bytes of room it holds.</summary>
    public long Reserved { get; internal set; }

    internal UploadState State { get; set; }

    /// <summary>Where it stands among the uploads being received.</summary>
    internal LinkedListNode<Upload> Place { get; }

    /// <summary>So many bytes it waits for; 0 when it does not wait.</summary>
    internal long Wanted { get; set; }

    internal TaskCompletionSource<bool>? Waiter { get; set; }

    /// <summary>
    /// Makes sure that it holds room for <paramref name="length"/> bytes in all; may wait for younger uploads, and,
    /// when it is the oldest, for batches to end.
    /// </summary>
    /// <returns>False when it was refused instead.</returns>
    /// <exception cref="OperationCanceledException">The caller would not wait any longer.</exception>
    public ValueTask<bool> ReserveAsync(long length, CancellationToken cancellation) =>
        _admission.ReserveAsync(this, length, cancellation);

    /// <summary>
    /// All <paramref name="length"/> bytes are here: it can no longer be refused, and returns what it reserved beyond
    /// them.
    /// </summary>
    /// <returns>False when it was refused before.</returns>
    public bool TryComplete(long length) => _admission.TryComplete(this, length);

    public void Dispose() => _admission.End(this);

    /// <summary>
    /// Called under the lock of the admission, so what waits for the token must run elsewhere, and does.
    /// </summary>
    internal void SignalRefused() => _ = _refused.CancelAsync();
}

/// <summary>An upload goes Receiving -> Received -> Ended, or Receiving -> Refused -> Ended.</summary>
internal enum UploadState
{
    /// <summary>Its bytes are coming in; it may be refused.</summary>
    Receiving,

    /// <summary>It is whole, and keeps its room until its batch ends.</summary>
    Received,

    /// <summary>It must give its room to an older one.</summary>
    Refused,

    /// <summary>Its room was given back.</summary>
    Ended,
}
