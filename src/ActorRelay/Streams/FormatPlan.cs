using System.Collections.Immutable;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;

namespace ActorRelay.Streams;

/// <summary>All that the Format stage of one batch works by.</summary>
internal sealed record FormatPlan
{
    public required BatchId Batch { get; init; }

    public required string Dataset { get; init; }

    public required string Source { get; init; }

    /// <summary>This machine's name, for headers.</summary>
    public required string Host { get; init; }

    public required InputStyle Input { get; init; }

    /// <summary>When the body's last byte came.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>One per Receiver of the route, in its order. Equal ones are formatted once.</summary>
    public required ImmutableArray<OutputFormat> Outputs { get; init; }

    public required BlockLease Lease { get; init; }

    public required BatchProgress Progress { get; init; }

    /// <summary>Takes <see cref="QuarantineProtocol.SetAside"/>.</summary>
    public required IActorRef Quarantine { get; init; }

    /// <summary>Blocks a batch must be promised to be sure to end: one inflated, one for a long line, one to each Receiver.</summary>
    public static int BlocksNeeded(int receivers) => 2 + receivers;

    internal FormatBranches CreateBranches(IEnumerable<Outlet<Block>> outlets)
    {
        var context = new LineContext(Dataset, Source, Host, Input, Received);
        FormatBranch[] branches =
        [
            .. outlets.Select((outlet, i) =>
            {
                var first = TwinOf(i);
                var start = Progress.Resume.ConfirmedTo[i];
                return first < i
                    ? new FormatBranch(outlet, null, first, start)
                    : new FormatBranch(outlet, new LineFormatter(Outputs[i], context), -1, start);
            }),
        ];
        return new FormatBranches(branches, Input, Lease, Progress.Resume);
    }

    /// <summary>The first branch that has the same lines; itself when there is no other.</summary>
    private int TwinOf(int branch)
    {
        var twin = 0;
        while (Outputs[twin] != Outputs[branch]
            || Progress.Resume.ConfirmedTo[twin] != Progress.Resume.ConfirmedTo[branch])
        {
            twin++;
        }

        return twin;
    }
}
