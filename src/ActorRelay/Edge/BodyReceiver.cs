using System.IO.Pipelines;
using ActorRelay.Batches;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>
/// Takes the whole body of a post into pooled memory, against room from <see cref="Admission"/>: a truncated upload
/// never starts a batch. Bodies small enough to be a pre-flight are looked at first, in Kestrel's own buffer and
/// without room, so that a full relay still answers them. Whatever goes wrong, everything taken is given back.
/// </summary>
/// <param name="spools">A body for which there is no room may go into the spool as it comes.</param>
internal sealed class BodyReceiver(
    Admission admission, SegmentPool pool, EdgeSettings settings, TimeProvider time, bool spools)
{
    private enum Filled
    {
        Whole,
        TooLarge,
        NoRoom,
    }

    public async Task<ReceivedBody> ReceiveAsync(HttpContext context)
    {
        var tooSlow = new CancellationTokenSource(settings.UploadTimeout, time);
        ReceivedBody? received = null;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, context.RequestAborted);
            return received = await ReceiveAsync(context, tooSlow, stop.Token);
        }
        catch (Exception exception)
        {
            if (EndOf(context, exception, tooSlow.IsCancellationRequested) is { } end)
            {
                return end;
            }

            throw;
        }
        finally
        {
            if (received is not ReceivedBody.Overflow)
            {
                tooSlow.Dispose();
            }
        }
    }

    /// <summary>How an upload ended whose reading has failed; null where the failure is a fault of the relay.</summary>
    public static ReceivedBody? EndOf(HttpContext context, Exception failure, bool isTooSlow) => failure switch
    {
        // Kestrel's own abort is an OperationCanceledException too, and may come before RequestAborted is set.
        OperationCanceledException when isTooSlow =>
            new ReceivedBody.Refused(Answers.LastRefusal(context, BatchOutcome.UploadTooSlow)),
        BadHttpRequestException bad when !IsCutShort(bad) => new ReceivedBody.Refused(Answers.LastRefusal(
            context, BatchOutcome.Invalid, "the body's chunks cannot be told apart: its chunked framing is broken")),
        OperationCanceledException or IOException => new ReceivedBody.Gone(),
        _ => null,
    };

    private async Task<ReceivedBody> ReceiveAsync(HttpContext context, CancellationTokenSource tooSlow, CancellationToken stop)
    {
        var length = context.Request.ContentLength;
        if (length is null or <= Preflight.MaxLength && await IsPreflightAsync(context.Request.BodyReader, stop))
        {
            return new ReceivedBody.Preflight();
        }

        switch (admission.TryBegin(length, out var upload))
        {
            case AdmissionVerdict.Draining:
                return new ReceivedBody.Refused(Answers.Refusal(BatchOutcome.Draining));
            case AdmissionVerdict.NoRoom:
                var larger = length > admission.Capacity
                    ? $"the body is larger than in-flight, which is {admission.Capacity} bytes"
                    : null;
                return Overflow(context, tooSlow, null, null, Answers.Refusal(BatchOutcome.NoRoom, larger));
            default:
                return await TakeAsync(context, upload!, tooSlow, stop);
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
        HttpContext context, Upload upload, CancellationTokenSource tooSlow, CancellationToken stop)
    {
        var taken = new BodyBuffer(pool);
        ReceivedBody? received = null;
        try
        {
            using var stopOrRefused = CancellationTokenSource.CreateLinkedTokenSource(stop, upload.Refused);
            received = await FillAsync(taken, context.Request.BodyReader, upload, stopOrRefused.Token) switch
            {
                Filled.TooLarge => new ReceivedBody.Refused(Answers.TooLarge(settings)),
                Filled.Whole when upload.TryComplete(taken.Length) =>
                    new ReceivedBody.Whole(new BatchBody(taken.Bytes, () => Release(taken, upload))),
                Filled.Whole => Overflow(context, tooSlow, taken, upload, Answers.Refusal(BatchOutcome.NoRoom)),
                _ => Overflow(context, tooSlow, taken, upload, Answers.LastRefusal(context, BatchOutcome.NoRoom)),
            };
        }
        catch (OperationCanceledException) when (upload.Refused.IsCancellationRequested)
        {
            var refusal = Answers.LastRefusal(context, BatchOutcome.NoRoom);
            received = stop.IsCancellationRequested
                ? new ReceivedBody.Refused(refusal)
                : Overflow(context, tooSlow, taken, upload, refusal);
        }
        finally
        {
            if (received is not (ReceivedBody.Whole or ReceivedBody.Overflow))
            {
                Release(taken, upload);
            }
        }

        return received;
    }

    private async ValueTask<Filled> FillAsync(
        BodyBuffer taken, PipeReader body, Upload upload, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await BodyReads.ReadAsync(body, cancellation);
            var length = taken.Length + read.Buffer.Length;
            if (length > settings.MaxBody)
            {
                body.AdvanceTo(read.Buffer.End);
                return Filled.TooLarge;
            }

            if (!await HasRoomAsync(upload, length, cancellation))
            {
                body.AdvanceTo(spools ? read.Buffer.Start : read.Buffer.End);
                return Filled.NoRoom;
            }

            taken.Append(read.Buffer);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return Filled.Whole;
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

    /// <summary>There is no room for it: the spool is asked where there is one.</summary>
    private ReceivedBody Overflow(
        HttpContext context, CancellationTokenSource tooSlow, BodyBuffer? taken, Upload? upload, BatchAnswer refusal)
    {
        var refused = new ReceivedBody.Refused(refusal);
        return spools
            ? new ReceivedBody.Overflow(new OverflowBody(context, settings, time, tooSlow, taken, upload), refused)
            : refused;
    }

    /// <summary>The client ended its body too early, so it went.</summary>
    private static bool IsCutShort(BadHttpRequestException exception) =>
        exception.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal);

    private static void Release(BodyBuffer taken, Upload upload)
    {
        taken.Dispose();
        upload.Dispose();
    }
}

/// <summary>How receiving a body ended: in one of these ways, and in no other.</summary>
internal abstract record ReceivedBody
{
    private ReceivedBody()
    {
    }

    /// <summary>All of it is in memory. Whoever has this disposes the body.</summary>
    public sealed record Whole(BatchBody Body) : ReceivedBody;

    /// <summary>There is no memory for it, so it is to go into the spool as it comes.</summary>
    /// <param name="Body">What was taken, and then the rest. Whoever has this ends it.</param>
    /// <param name="Otherwise">The answer should the spool not take it.</param>
    public sealed record Overflow(OverflowBody Body, Refused Otherwise) : ReceivedBody;

    /// <summary>Nothing but the upload with which Logpush validates a destination.</summary>
    public sealed record Preflight : ReceivedBody;

    /// <summary>It is not taken, and the answer says why.</summary>
    public sealed record Refused(BatchAnswer Answer) : ReceivedBody;

    /// <summary>The client went before the end of it, and there is nobody to answer.</summary>
    public sealed record Gone : ReceivedBody;
}
