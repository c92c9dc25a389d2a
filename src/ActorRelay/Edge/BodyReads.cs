using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ActorRelay.Edge;

/// <summary>A request's body is read here in a way that can be given up.</summary>
internal static class BodyReads
{
    /// <summary>
    /// The longest that a body is left unread while its sender would go on: Logpush ends what makes no progress for 10 s.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Reads on. A read that a token ends counts for Kestrel as one still in progress, and then it cannot drain the
    /// rest of the body after the answer; so the token only wakes the read. Most reads of a large body have to wait, and
    /// would each leave an object behind.
    /// </summary>
    /// <exception cref="BadHttpRequestException">What came is not HTTP, or ended early.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no read is left in progress.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReadResult> ReadAsync(PipeReader body, CancellationToken cancellation)
    {
        ReadResult read;
        try
        {
            await using var registration =
                cancellation.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
            read = await body.ReadAsync(CancellationToken.None);
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // What Kestrel throws of a chunk that is larger than any; other bad chunks are this.
            throw new BadHttpRequestException(e.Message, e);
        }

        if (cancellation.IsCancellationRequested)
        {
            body.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException(cancellation);
        }

        return read;
    }
}
