using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;

namespace ActorRelay.Delivery;

/// <summary>
/// What a <see cref="DeliverStage"/> works by: who the Receivers of one batch are, and what has been said of it. It
/// reaches the stages as an attribute, as <see cref="BatchRun"/> does.
/// </summary>
/// <param name="receivers">In the order in which <paramref name="progress"/> counts them.</param>
/// <param name="progress">Is told of each confirmation.</param>
/// <param name="abort">Ends the stages, and with them the graph, though all blocks may be delivered already.</param>
internal sealed class BatchDelivery(
    BatchId batch,
    ImmutableArray<(string Name, IActorRef Actor)> receivers,
    BatchProgress progress,
    CancellationToken abort) : Attributes.IAttribute
{
    /// <summary>One for each output of the graph; where there is no Receiver there still is one.</summary>
    private readonly ImmutableArray<TaskCompletionSource> _outputs =
    [
        .. Enumerable.Range(0, Math.Max(1, receivers.Length))
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)),
    ];

    public BatchId Batch => batch;

    public ImmutableArray<(string Name, IActorRef Actor)> Receivers => receivers;

    public string Dataset { get; init; } = "";

    /// <summary>How the lines of each Receiver are written; empty where none can want them otherwise.</summary>
    public ImmutableArray<OutputFormat> Formats { get; init; } = [];

    /// <summary>It comes out of the spool.</summary>
    public bool IsBacklog { get; init; }

    /// <summary>It is better to leave a Receiver that makes no progress to the spool than to hold up the others.</summary>
    public bool LeavesSlow { get; init; }

    public BatchProgress Progress => progress;

    public CancellationToken Abort => abort;

    /// <summary>One for each output: ends when it is confirmed, or fails.</summary>
    public ImmutableArray<Task> Ends => [.. _outputs.Select(output => output.Task)];

    /// <exception cref="InvalidOperationException">The graph was run without one.</exception>
    public static BatchDelivery Of(Attributes attributes) => attributes.GetAttribute<BatchDelivery>(null!)
        ?? throw new InvalidOperationException("The graph is run without Receivers.");

    public void Confirmed(int output) => _outputs[output].TrySetResult();

    public void Failed(int output, Exception failure) => _outputs[output].TrySetException(failure);
}
