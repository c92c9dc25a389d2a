using ActorRelay.Batches;
using ActorRelay.Streams;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Edge;

/// <content>What the ledger is told of answers.</content>
internal sealed partial class LogpushEndpoint
{
    /// <summary>
    /// Tells the ledger that the sender knows. Before it does, because then it may post again at once; what was told in
    /// vain is taken back. A client that had gone before was never answered, and one that sends no more may have gone.
    /// </summary>
    private async Task WriteOnceAsync(HttpContext context, BatchId batch, BatchAnswer answer, LedgerKey key)
    {
        var clientGone = context.RequestAborted;
        if (clientGone.IsCancellationRequested)
        {
            return;
        }

        if (context.Features.Get<EdgeConnection>() is { HasEndedSending: true })
        {
            await Answers.WriteAsync(context, batch, answer);
            return;
        }

        _batches.Tell(new BatchesProtocol.Answered(key, batch), ActorRefs.NoSender);
        var isWritten = false;
        try
        {
            await Answers.WriteAsync(context, batch, answer);
            isWritten = !clientGone.IsCancellationRequested;
        }
        finally
        {
            if (!isWritten)
            {
                _batches.Tell(new BatchesProtocol.NotAnswered(key, batch, answer), ActorRefs.NoSender);
            }
        }
    }
}
