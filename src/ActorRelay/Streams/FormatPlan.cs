using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;

namespace ActorRelay.Streams;

/// <summary>All that the Format stage of one batch works by.</summary>
internal sealed record FormatPlan
{
    /// <summary>Whose records they are.</summary>
    public required BatchOrigin Origin { get; init; }

    public required InputStyle Input { get; init; }

    /// <summary>What becomes of lines that are not valid UTF-8.</summary>
    public InvalidUtf8 InvalidUtf8 { get; init; }

    /// <summary>Where the event time is; empty: where the dataset has it.</summary>
    public ImmutableArray<string> EventTime { get; init; } = [];

    /// <summary>The member of an envelope that has the records; empty where a body is none.</summary>
    public string Unwrap { get; init; } = "";

    /// <summary>Is told, where <see cref="Unwrap"/> is empty, the member of what looks like an envelope; null for nobody.</summary>
    public Action<string>? LooksWrapped { get; init; }

    /// <summary>One per Receiver of the routes, in their order. Equal ones are formatted once.</summary>
    public required ImmutableArray<OutputPlan> Outputs { get; init; }

    /// <summary>
    /// Outputs of the same batch that other runs see to. A record that only they get is none that nobody gets.
    /// </summary>
    public ImmutableArray<OutputPlan> Others { get; init; } = [];

    /// <summary>A hash of the body as it came, by which a route that samples chooses its records.</summary>
    public ulong SampleKey { get; init; }

    public required BlockLease Lease { get; init; }

    public required BatchProgress Progress { get; init; }

    /// <summary>Takes <see cref="QuarantineProtocol.SetAside"/>.</summary>
    public required IActorRef Quarantine { get; init; }

    /// <summary>What sets the whole body aside, by the number of a line of it that is too long; null where it cannot be.</summary>
    public Func<long, QuarantineProtocol.SetBodyAside>? BodyAside { get; init; }

    /// <summary>Most bad lines that are set aside by line: <c>relay.quarantine.max-lines</c>.</summary>
    public int MaxBadLines { get; init; } = 10_000;

    /// <summary>Is shown a record now and then; null when nobody wants to see any.</summary>
    public SeenDataset? Seen { get; init; }

    /// <summary>Blocks a batch must be promised to be sure to end: one inflated, one for a long line, one to each output.</summary>
    public static int BlocksNeeded(int receivers) => 2 + Math.Max(1, receivers);

    internal FormatBranches CreateBranches(IEnumerable<Outlet<Block>> outlets)
    {
        var context = new LineContext(Origin.Dataset, Origin.Source, Origin.Host, Input, Origin.Received)
        {
            Batch = Origin.Id.Value,
            SampleKey = SampleKey,
            InvalidUtf8 = InvalidUtf8,
            EventTime = EventTime,
        };
        FormatBranch[] branches =
        [
            .. outlets.Select((outlet, i) =>
            {
                var first = TwinOf(i);
                var formatter = first < i ? null : FormatterOf(Outputs[i], context);
                return new FormatBranch(
                    outlet, formatter, first < i ? first : -1, Progress.Resume.StartOf(i), Outputs[i].Receiver);
            }),
        ];
        return new FormatBranches(
            branches, [.. Others.Select(other => FormatterOf(other, context))], Input, Lease, Progress, Seen);
    }

    private static LineFormatter FormatterOf(OutputPlan output, LineContext context) =>
        new(output.Format, context, output.Routes, output.Fields);

    /// <summary>The first output that gets the same lines; itself when there is no other.</summary>
    private int TwinOf(int output)
    {
        var resume = Progress.Resume;
        return Enumerable.Range(0, output).FirstOrDefault(
            other => Outputs[other] == Outputs[output] && resume.StartOf(other) == resume.StartOf(output), output);
    }
}
