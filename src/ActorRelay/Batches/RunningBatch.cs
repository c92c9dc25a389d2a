using ActorRelay.Accounts;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>One batch as <see cref="BatchesActor"/> keeps it while it runs, and the posts that wait for its answer.</summary>
internal sealed class RunningBatch(IActorRef actor, Batch batch, BatchProgress progress)
{
    private readonly List<TaskCompletionSource<BatchAnswer>> _posts = [];

    public IActorRef Actor { get; } = actor;

    public Batch Batch { get; } = batch;

    public BatchProgress Progress { get; } = progress;

    /// <summary>Its blocks, or its place among those that wait for them; null when it needs none.</summary>
    public BlockQueue.Entry? Blocks { get; set; }

    /// <summary>The post that came last.</summary>
    public BatchId Request { get; private set; } = batch.Id;

    /// <summary>How often the relay itself failed at this body before; null when it is set aside whole.</summary>
    public int? Faults { get; init; }

    public bool IsAnswered { get; private set; }

    public void Join(BatchId request, TaskCompletionSource<BatchAnswer> answer)
    {
        Request = request;
        _posts.Add(answer);
    }

    /// <summary>All of its posts get the same.</summary>
    public void Answer(BatchAnswer answer)
    {
        IsAnswered = true;
        foreach (var post in _posts)
        {
            post.TrySetResult(answer);
        }
    }

    public BatchesProtocol.BatchReport Report() => new(
        Batch.Id.Value,
        Batch.Dataset,
        Batch.Origin.Source,
        Batch.Origin.Received,
        Blocks is null or { IsWaiting: true } ? "waiting" : IsAnswered ? "answered" : "running",
        Batch.Body.Length,
        Progress.Framed,
        Progress.Quarantined,
        Progress.Confirmed);
}
