using System.Buffers;
using ActorRelay.Batches;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <summary>
/// Takes one body, as received, whole into pooled memory, so that a truncated upload never becomes a batch. On any
/// failure everything is given back here; on success with the <see cref="BatchBody"/>.
/// </summary>
internal sealed class Upload(HttpContext context, UploadRoom room, SegmentPool pool, long maxBody)
{
    /// <summary>Bytes by which a body of unknown length reserves room.</summary>
    public const long Step = 1024 * 1024;

    private readonly List<byte[]> _segments = [];
    private int _lastLength = SegmentPool.SegmentSize;

    private long Length => (long)(_segments.Count - 1) * SegmentPool.SegmentSize + _lastLength;

    public async Task<(BatchBody? Body, UploadFailure Failure)> ReceiveAsync(TimeSpan timeout, TimeProvider time)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token, room.Refused, context.RequestAborted);
        UploadFailure failure;
        try
        {
            if (await ReadAsync(stop.Token) is not { } refused)
            {
                return (Finish(), default);
            }

            failure = refused;
        }
        catch (OperationCanceledException)
        {
            failure = room.Refused.IsCancellationRequested ? UploadFailure.NoRoom
                : late.IsCancellationRequested ? UploadFailure.TooSlow
                : UploadFailure.ClientGone;
        }
        catch (BadHttpRequestException e)
        {
            failure = e.StatusCode == StatusCodes.Status408RequestTimeout ? UploadFailure.TooSlow : UploadFailure.Malformed;
        }
        catch (IOException)
        {
            failure = UploadFailure.ClientGone;
        }

        pool.Return(_segments);
        room.Release();
        return (null, context.RequestAborted.IsCancellationRequested ? UploadFailure.ClientGone : failure);
    }

    private async Task<UploadFailure?> ReadAsync(CancellationToken stop)
    {
        var input = context.Request.Body;
        while (true)
        {
            if (_lastLength == SegmentPool.SegmentSize)
            {
                if (!await TryAddSegmentAsync(stop))
                {
                    return UploadFailure.NoRoom;
                }
            }

            var read = await input.ReadAsync(_segments[^1].AsMemory(_lastLength), stop);
            if (read == 0)
            {
                return null;
            }

            _lastLength += read;
            if (Length > maxBody)
            {
                return UploadFailure.TooLarge;
            }
        }
    }

    private async Task<bool> TryAddSegmentAsync(CancellationToken stop)
    {
        var needed = (long)(_segments.Count + 1) * SegmentPool.SegmentSize;
        if (needed > room.Reserved && !await room.GrowAsync(Step).WaitAsync(stop))
        {
            return false;
        }

        _segments.Add(pool.Rent());
        _lastLength = 0;
        return true;
    }

    private BatchBody Finish()
    {
        // The end of the body may show only after a fresh segment was begun for it.
        if (_lastLength == 0 && _segments.Count > 1)
        {
            pool.Return([_segments[^1]]);
            _segments.RemoveAt(_segments.Count - 1);
            _lastLength = SegmentPool.SegmentSize;
        }

        room.Complete((long)_segments.Count * SegmentPool.SegmentSize);
        return new BatchBody(BodySegment.Sequence(_segments, _lastLength), () =>
        {
            pool.Return(_segments);
            room.Release();
        });
    }
}
