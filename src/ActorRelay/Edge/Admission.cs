namespace ActorRelay.Edge;

/// <summary>
/// The memory for bodies as received: <c>in-flight</c> bytes, and never more. A body of known length reserves it all at
/// once or is refused; one of unknown length grows in steps. When a step does not fit, the newest upload still under way
/// is refused, again and again until it does, so the oldest always ends and the others come again later.
/// </summary>
internal sealed class Admission(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<UploadRoom> _uploads = new();
    private readonly LinkedList<UploadRoom> _waiting = new();
    private TaskCompletionSource? _noUploads;
    private long _used;
    private bool _draining;

    public long Capacity { get; } = capacity;

    /// <summary>Bytes reserved: by uploads under way, and by batches that have not ended.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Uploads under way.</summary>
    public int Uploads
    {
        get
        {
            lock (_lock)
            {
                return _uploads.Count;
            }
        }
    }

    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>From now on nobody enters; uploads under way go on.</summary>
    public void Drain() => Volatile.Write(ref _draining, true);

    /// <summary>Ends when no upload is under way.</summary>
    public Task WhenNoUploadsAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _uploads.Count == 0
                ? Task.CompletedTask
                : (_noUploads ??= NewSignal()).Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Room for one upload, or null when there is none.</summary>
    /// <param name="bytes">What it reserves at once.</param>
    public UploadRoom? TryEnter(long bytes)
    {
        lock (_lock)
        {
            // Who came first waits already; a newcomer must not take what is about to be given.
            if (_waiting.Count > 0 || _used + bytes > Capacity)
            {
                return null;
            }

            _used += bytes;
            var room = new UploadRoom(this, bytes);
            room.Node = _uploads.AddLast(room);
            return room;
        }
    }

    internal Task<bool> GrowAsync(UploadRoom room, long bytes)
    {
        lock (_lock)
        {
            if (room.IsRefused)
            {
                return Task.FromResult(false);
            }

            if (_waiting.Count == 0 && _used + bytes <= Capacity)
            {
                _used += bytes;
                room.Reserved += bytes;
                return Task.FromResult(true);
            }

            room.Wanted = bytes;
            room.Granted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            AddByAge(room);
            Serve();
            return room.Granted.Task;
        }
    }

    /// <summary>The upload is over; what its body holds stays reserved, the rest is given back.</summary>
    internal void Complete(UploadRoom room, long held)
    {
        lock (_lock)
        {
            Leave(room);
            _used -= room.Reserved - held;
            room.Reserved = held;
            Serve();
        }
    }

    internal void Release(UploadRoom room)
    {
        lock (_lock)
        {
            Leave(room);
            _used -= room.Reserved;
            room.Reserved = 0;
            Serve();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives the oldest that waits its room; while that is short, refuses the newest of all.</summary>
    private void Serve()
    {
        while (_waiting.First is { Value: var oldest } node)
        {
            if (_used + oldest.Wanted <= Capacity)
            {
                _waiting.Remove(node);
                _used += oldest.Wanted;
                oldest.Reserved += oldest.Wanted;
                oldest.Granted!.TrySetResult(true);
            }
            else if (_uploads.Any(upload => upload.IsRefused && upload.Reserved > 0))
            {
                // Its room is about to come back.
                return;
            }
            else
            {
                Refuse(NewestUnrefused());
            }
        }
    }

    private UploadRoom NewestUnrefused()
    {
        var node = _uploads.Last!;
        while (node.Value.IsRefused)
        {
            node = node.Previous!;
        }

        return node.Value;
    }

    private void Refuse(UploadRoom room)
    {
        room.IsRefused = true;
        if (_waiting.Remove(room))
        {
            room.Granted!.TrySetResult(false);
        }

        room.CancelUpload();
    }

    private void AddByAge(UploadRoom room)
    {
        var after = _waiting.Last;
        while (after is not null && after.Value.Number > room.Number)
        {
            after = after.Previous;
        }

        _ = after is null ? _waiting.AddFirst(room) : _waiting.AddAfter(after, room);
    }

    private void Leave(UploadRoom room)
    {
        if (room.Node is null)
        {
            return;
        }

        _uploads.Remove(room.Node);
        room.Node = null;
        if (_waiting.Remove(room))
        {
            room.Granted!.TrySetResult(false);
        }

        if (_uploads.Count == 0)
        {
            _noUploads?.TrySetResult();
            _noUploads = null;
        }
    }
}
