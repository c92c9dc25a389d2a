namespace ActorRelay.Edge;

/// <summary>What one upload has reserved, from its first byte until its batch has ended.</summary>
internal sealed class UploadRoom
{
    private static long _lastNumber;

    private readonly Admission _admission;
    private readonly CancellationTokenSource _refused = new();

    internal UploadRoom(Admission admission, long reserved)
    {
        _admission = admission;
        Reserved = reserved;
    }

    /// <summary>Fires when the upload is refused to make room for an older one. It must then be released.</summary>
    public CancellationToken Refused => _refused.Token;

    public long Reserved { get; internal set; }

    internal long Number { get; } = Interlocked.Increment(ref _lastNumber);

    internal bool IsRefused { get; set; }

    internal long Wanted { get; set; }

    internal TaskCompletionSource<bool>? Granted { get; set; }

    internal LinkedListNode<UploadRoom>? Node { get; set; }

    /// <summary>Reserves more, waiting for younger uploads to go if need be. False when this one is refused itself.</summary>
    public Task<bool> GrowAsync(long bytes) => _admission.GrowAsync(this, bytes);

    /// <summary>The body is here; <paramref name="held"/> bytes stay reserved until <see cref="Release"/>.</summary>
    public void Complete(long held) => _admission.Complete(this, held);

    /// <summary>Gives everything back. May be called again.</summary>
    public void Release() => _admission.Release(this);

    /// <summary>On another thread: what is registered on the token must not run under the admission's lock.</summary>
    internal void CancelUpload() => _ = _refused.CancelAsync();
}
