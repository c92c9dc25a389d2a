using System.Diagnostics.CodeAnalysis;
using ActorRelay.Batches;

namespace ActorRelay.Edge;

/// <summary>
/// The room of <c>in-flight</c> bytes that bodies are received into and kept in until their batch has ended.
/// <para>
/// An upload of known length reserves all of it at once or is refused. Others reserve as they grow. When room is short
/// the newest of the uploads still being received is refused first, and an older one waits for the room that it gives
/// back; the oldest waits for batches to end, too, so it always finishes. Nobody new is admitted while someone waits.
/// </para>
/// Room is granted strictly in order of age. Room is counted in whole <see cref="BodySegment"/>s. Thread-safe.
/// </summary>
internal sealed class Admission
{
    /// <summary>An upload of unknown length doubles what it holds, by at most this much at a time.</summary>
    public const int LargestStep = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<Upload> _receiving = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _largest;
    private int _open;
    private int _waiting;
    private long _used;
    private long _comingBack;
    private long _refused;
    private volatile bool _draining;
    private volatile bool _closed;

    /// <param name="capacity"><c>in-flight</c>, in bytes; at least one segment.</param>
    /// <param name="largest"><c>max-body</c>, in bytes: no upload reserves more.</param>
    public Admission(long capacity, long largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, BodySegment.Size);
        Capacity = capacity / BodySegment.Size * BodySegment.Size;
        _largest = BodySegment.RoundUp(largest);
    }

    public long Capacity { get; }

    /// <summary>New uploads are turned away, because the relay stops or an operator wants it so.</summary>
    public bool IsDraining => _draining || _closed;

    /// <summary>An operator has drained this node: it admits nobody, and goes on with what it has. Over a restart it does not stay.</summary>
    public bool IsClosed
    {
        get => _closed;
        set => _closed = value;
    }

    public AdmissionReport Report()
    {
        lock (_lock)
        {
            return new AdmissionReport(_used, Capacity, _receiving.Count, _waiting, _refused, IsDraining);
        }
    }

    /// <summary>Lets a new upload in; it never waits.</summary>
    /// <param name="length">Its length in bytes, or null when that is not known.</param>
    /// <param name="upload">Not null when admitted; the caller disposes it.</param>
    public AdmissionVerdict TryBegin(long? length, [NotNullWhen(true)] out Upload? upload)
    {
        var room = BodySegment.RoundUp(length ?? 1);
        lock (_lock)
        {
            upload = null;
            if (IsDraining)
            {
                return AdmissionVerdict.Draining;
            }

            if (_waiting > 0 || room > Capacity - _used)
            {
                _refused++;
                return AdmissionVerdict.NoRoom;
            }

            _used += room;
            _open++;
            upload = new Upload(this, room);
            _receiving.AddLast(upload.Place);
            return AdmissionVerdict.Admitted;
        }
    }

    /// <summary>
    /// Admits nobody any more. The task ends when every upload and every batch has given its room back.
    /// </summary>
    public Task Drain()
    {
        lock (_lock)
        {
            _draining = true;
            CompleteDrain();
        }

        return _drained.Task;
    }

    internal ValueTask<bool> ReserveAsync(Upload upload, long length, CancellationToken cancellation)
    {
        Task<bool> waiting;
        lock (_lock)
        {
            if (upload.State != UploadState.Receiving)
            {
                return ValueTask.FromResult(false);
            }

            var missing = BodySegment.RoundUp(length) - upload.Reserved;
            if (missing <= 0)
            {
                return ValueTask.FromResult(true);
            }

            if (_waiting == 0 && missing <= Capacity - _used)
            {
                Grant(upload, Math.Max(missing, Step(upload)));
                return ValueTask.FromResult(true);
            }

            upload.Wanted = missing;
            upload.Waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = upload.Waiter.Task;
            _waiting++;
            if (upload.Reserved + missing > Capacity)
            {
                // It will never fit, so nobody else should suffer for it.
                Refuse(upload);
            }

            Settle();
        }

        return new ValueTask<bool>(waiting.IsCompleted ? waiting : WaitAsync(upload, waiting, cancellation));
    }

    internal bool TryComplete(Upload upload, long length)
    {
        lock (_lock)
        {
            if (upload.State != UploadState.Receiving)
            {
                return false;
            }

            var kept = BodySegment.RoundUp(length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(kept, upload.Reserved, nameof(length));
            upload.State = UploadState.Received;
            _receiving.Remove(upload.Place);
            _used -= upload.Reserved - kept;
            upload.Reserved = kept;
            Settle();
        }

        return true;
    }

    internal void End(Upload upload)
    {
        lock (_lock)
        {
            switch (upload.State)
            {
                case UploadState.Ended:
                    return;
                case UploadState.Refused:
                    _comingBack -= upload.Reserved;
                    break;
                case UploadState.Receiving:
                    StopWaiting(upload, granted: false);
                    _receiving.Remove(upload.Place);
                    break;
            }

            upload.State = UploadState.Ended;
            _used -= upload.Reserved;
            _open--;
            Settle();
            CompleteDrain();
        }
    }

    private async Task<bool> WaitAsync(Upload upload, Task<bool> waiting, CancellationToken cancellation)
    {
        // The registration is gone before this returns, so a later cancellation cannot touch a later wait.
        await using (cancellation.Register(() => Abandon(upload, cancellation)))
        {
            return await waiting;
        }
    }

    private void Abandon(Upload upload, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (upload.Waiter is not { } waiter)
            {
                return;
            }

            upload.Waiter = null;
            upload.Wanted = 0;
            _waiting--;
            waiter.TrySetCanceled(cancellation);
            Settle();
        }
    }

    /// <summary>
    /// Walks the waiting uploads from the oldest: grants what is free, else refuses younger ones until what they give
    /// back is enough, else refuses the upload itself, unless it is the oldest.
    /// </summary>
    private void Settle()
    {
        if (_waiting == 0)
        {
            return;
        }

        var available = Capacity - _used + _comingBack;
        var isBlocked = false;
        for (var place = _receiving.First; place is not null; place = place.Next)
        {
            var upload = place.Value;
            if (upload.Waiter is null)
            {
                continue;
            }

            if (!isBlocked && upload.Wanted <= Capacity - _used)
            {
                available -= upload.Wanted;
                Grant(upload, upload.Wanted);
                StopWaiting(upload, granted: true);
                continue;
            }

            isBlocked = true;
            while (upload.Wanted > available && _receiving.Last != place)
            {
                available += Refuse(_receiving.Last!.Value);
            }

            if (upload.Wanted > available && place.Previous is not null)
            {
                Refuse(upload);
                return;
            }

            available -= upload.Wanted;
        }
    }

    private long Refuse(Upload upload)
    {
        upload.State = UploadState.Refused;
        StopWaiting(upload, granted: false);
        _receiving.Remove(upload.Place);
        _comingBack += upload.Reserved;
        _refused++;
        upload.SignalRefused();
        return upload.Reserved;
    }

    private void Grant(Upload upload, long room)
    {
        _used += room;
        upload.Reserved += room;
    }

    /// <summary>What an upload may take beyond its need: as much as it has, if there is room for it.</summary>
    private long Step(Upload upload) =>
        Math.Min(Math.Min(upload.Reserved, LargestStep), Math.Min(_largest - upload.Reserved, Capacity - _used));

    private void StopWaiting(Upload upload, bool granted)
    {
        if (upload.Waiter is { } waiter)
        {
            upload.Waiter = null;
            upload.Wanted = 0;
            _waiting--;
            waiter.TrySetResult(granted);
        }
    }

    private void CompleteDrain()
    {
        if (_draining && _open == 0)
        {
            _drained.TrySetResult();
        }
    }
}

/// <summary>What <see cref="Admission"/> says to a new upload.</summary>
internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>It does not fit now, or an older upload waits for room.</summary>
    NoRoom,

    /// <summary>The relay is stopping.</summary>
    Draining,
}

/// <summary>How full the room for bodies is, at one moment.</summary>
/// <param name="Used">Bytes reserved, by uploads being received and by batches that have not ended.</param>
/// <param name="Capacity"><c>in-flight</c>, in bytes.</param>
/// <param name="Uploads">Uploads being received.</param>
/// <param name="Waiting">Those of them that wait for room.</param>
/// <param name="Refused">Uploads that were refused for want of room since the start, those at the door
/// included.</param>
/// <param name="Draining">No new upload is admitted.</param>
internal sealed record AdmissionReport(
    long Used, long Capacity, int Uploads, int Waiting, long Refused, bool Draining);
