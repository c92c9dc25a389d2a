using System.IO.Pipelines;
using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// Takes the whole body of a post into pooled memory, against room from <see cref="Admission"/>: a truncated upload
/// never starts a batch. Bodies small enough to be a pre-flight are looked at first, in Kestrel's own buffer and
/// without room, so that a full relay still answers them. Whatever goes wrong, everything taken is given back.
/// </summary>
/// <param name="admission">Gives room.</param>
/// <param name="pool">Gives the memory.</param>
/// <param name="settings">Limits.</param>
/// <param name="time">Clock of timeouts.</param>
/// <param name="spools">A body for which there is no room may go into the spool as it comes.</param>
internal sealed class BodyReceiver(
    Admission admission, SegmentPool pool, EdgeSettings settings, TimeProvider time, bool spools)
{
    /// <exception cref="BadHttpRequestException">What came is not HTTP, or ended early; Kestrel has the answer to
    /// that.</exception>
    public async Task<ReceivedBody> ReceiveAsync(HttpContext context)
    {
        var length = context.Request.ContentLength;
        if (length > settings.MaxBody)
        {
            return TooLarge(settings);
        }

        if (admission.IsDraining)
        {
            return ReceivedBody.Ended(BatchOutcome.Draining);
        }

        var tooSlow = new CancellationTokenSource(settings.UploadTimeout, time);
        var received = await ReceiveAsync(context, length, tooSlow);
        if (received.Unroomed is null)
        {
            tooSlow.Dispose();
        }

        return received;
    }

    /// <summary>What an upload that failed is answered.</summary>
    public static ReceivedBody? EndOf(HttpContext context, Exception failure, bool isTooSlow) => failure switch
    {
        // Kestrel's own abort is an OperationCanceledException too, and may come before RequestAborted is set.
        OperationCanceledException when isTooSlow => CutShort(context, BatchOutcome.UploadTooSlow),
        OperationCanceledException => ReceivedBody.ClientGone,
        BadHttpRequestException => null,
        IOException => ReceivedBody.ClientGone,
        _ => null,
    };

    private async Task<ReceivedBody> ReceiveAsync(HttpContext context, long? length, CancellationTokenSource tooSlow)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, context.RequestAborted);
            var body = context.Request.BodyReader;
            if (length is null or <= Preflight.MaxLength
                && await IsPreflightAsync(body, stop.Token))
            {
                return ReceivedBody.Ended(BatchOutcome.Preflight);
            }

            switch (admission.TryBegin(length, out var upload))
            {
                case AdmissionVerdict.Draining:
                    return ReceivedBody.Ended(BatchOutcome.Draining);
                case AdmissionVerdict.NoRoom:
                    return spools
                        ? NoRoom(length) with { Unroomed = new UnroomedBody(context, settings, time, tooSlow, null, null) }
                        : NoRoom(length);
                default:
                    return await TakeAsync(context, upload!, stop.Token, tooSlow);
            }
        }
        catch (Exception exception)
        {
            if (EndOf(context, exception, tooSlow.IsCancellationRequested) is { } end)
            {
                return end;
            }

            throw;
        }
    }

    private static async ValueTask<bool> IsPreflightAsync(PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await BodyReads.ReadAsync(body, cancellation);
            var buffer = read.Buffer;
            if (read.IsCompleted || buffer.Length > Preflight.MaxLength)
            {
                var isPreflight = read.IsCompleted && Preflight.Is(buffer);
                body.AdvanceTo(isPreflight ? buffer.End : buffer.Start);
                return isPreflight;
            }

            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task<ReceivedBody> TakeAsync(
        HttpContext context, Upload upload, CancellationToken stop, CancellationTokenSource tooSlow)
    {
        var taken = new BodyBuffer(pool);
        var isHandedOver = false;
        try
        {
            using var stopOrRefused = CancellationTokenSource.CreateLinkedTokenSource(stop, upload.Refused);
            if (await FillAsync(taken, context, upload, stopOrRefused.Token) is { } refusal)
            {
                isHandedOver = spools && refusal.Answer?.Outcome is BatchOutcome.NoRoom;
                return isHandedOver ? refusal with { Unroomed = Unroomed() } : refusal;
            }

            if (!upload.TryComplete(taken.Length))
            {
                isHandedOver = spools;
                return ReceivedBody.Ended(BatchOutcome.NoRoom) with { Unroomed = spools ? Unroomed() : null };
            }

            isHandedOver = true;
            return ReceivedBody.Whole(new BatchBody(taken.Bytes, () => Release(taken, upload)));
        }
        catch (OperationCanceledException) when (upload.Refused.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            isHandedOver = spools;
            return CutShort(context, BatchOutcome.NoRoom) with { Unroomed = spools ? Unroomed() : null };
        }
        catch (OperationCanceledException) when (upload.Refused.IsCancellationRequested)
        {
            return CutShort(context, BatchOutcome.NoRoom);
        }
        finally
        {
            if (!isHandedOver)
            {
                Release(taken, upload);
            }
        }

        UnroomedBody Unroomed() => new(context, settings, time, tooSlow, taken, upload);
    }

    /// <returns>Null when the body is whole.</returns>
    private async ValueTask<ReceivedBody?> FillAsync(
        BodyBuffer taken, HttpContext context, Upload upload, CancellationToken cancellation)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await BodyReads.ReadAsync(body, cancellation);
            var length = taken.Length + read.Buffer.Length;
            if (length > settings.MaxBody)
            {
                body.AdvanceTo(read.Buffer.End);
                return TooLarge(settings);
            }

            if (!await HasRoomAsync(upload, length, cancellation))
            {
                body.AdvanceTo(spools ? read.Buffer.Start : read.Buffer.End);
                return CutShort(context, BatchOutcome.NoRoom);
            }

            taken.Append(read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// While it waits nothing is read, so the client is held back by TCP, and not for long: where there is a spool, half of
    /// the time is for waiting there. That it takes too long is not the client's fault.
    /// </summary>
    private async ValueTask<bool> HasRoomAsync(Upload upload, long length, CancellationToken cancellation)
    {
        if (length <= upload.Reserved)
        {
            return await upload.ReserveAsync(length, cancellation);
        }

        using var pause = new CancellationTokenSource(
            spools ? BodyReads.LongestPause / 2 : BodyReads.LongestPause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, pause.Token);
        try
        {
            return await upload.ReserveAsync(length, either.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// The end of an upload whose rest nobody waits for: over HTTP/1 the connection cannot be used again (RFC 9112
    /// section 9.6); HTTP/2 resets the stream alone, and knows no such header.
    /// </summary>
    private static ReceivedBody CutShort(HttpContext context, BatchOutcome outcome)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return ReceivedBody.Ended(outcome);
    }

    private static void Release(BodyBuffer taken, Upload upload)
    {
        taken.Dispose();
        upload.Dispose();
    }

    private ReceivedBody NoRoom(long? length) => ReceivedBody.Ended(
        BatchOutcome.NoRoom,
        length > admission.Capacity ? $"the body is larger than in-flight, which is {admission.Capacity} bytes" : null);

    public static ReceivedBody TooLarge(EdgeSettings settings) => ReceivedBody.Ended(
        BatchOutcome.TooLarge, $"the body is larger than max-body, which is {settings.MaxBody} bytes");
}
