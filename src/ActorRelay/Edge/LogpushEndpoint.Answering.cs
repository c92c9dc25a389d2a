using ActorRelay.Accounts;
using ActorRelay.Batches;
using Akka.Actor;

namespace ActorRelay.Edge;

/// <content>What the ledger is told of answers.</content>
internal sealed partial class LogpushEndpoint
{
    private static readonly string[] NotTaken = ["zstd", "br", "deflate", "compress"];

    /// <summary>
    /// Of a body that cannot be read: its bytes decide what it is, and of brotli they tell nothing, so what the sender says of
    /// it is told too. The name is one of ours, never the sender's text.
    /// </summary>
    private static BatchAnswer Explain(HttpContext context, BatchAnswer answer)
    {
        if (answer is not { Outcome: BatchOutcome.Invalid, Detail: { } detail })
        {
            return answer;
        }

        var sent = context.Request.Headers.ContentEncoding.ToString();
        var coding = Array.Find(NotTaken, name => sent.Contains(name, StringComparison.OrdinalIgnoreCase));
        return coding is null
            ? answer
            : answer with { Detail = $"{detail}; its Content-Encoding is {coding}, and this relay takes gzip, or none" };
    }

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
