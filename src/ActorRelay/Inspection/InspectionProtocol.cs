using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Batches;
using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Edge;
using ActorRelay.Spool;

namespace ActorRelay.Inspection;

/// <summary>
/// Every fact an operator can ask for, as plain messages. The actors of the path answer for themselves; the doors
/// (HTTP, CLI, page, pbm) only ask.
/// </summary>
internal static class InspectionProtocol
{
    /// <summary>To /user/inspection. Answered by <see cref="StatusReport"/>.</summary>
    public sealed record GetStatus
    {
        public static GetStatus Instance { get; } = new();
    }

    /// <summary>To /user/inspection. Answered by <see cref="DatasetsReport"/>.</summary>
    public sealed record GetDatasets
    {
        public static GetDatasets Instance { get; } = new();
    }

    /// <summary>To /user/inspection. Answered by <see cref="JobsReport"/>.</summary>
    public sealed record GetJobs
    {
        public static GetJobs Instance { get; } = new();
    }

    public sealed record JobsReport(ImmutableArray<JobReport> Jobs);

    /// <summary>To /user/inspection. Answered by <see cref="SecretsReport"/>.</summary>
    public sealed record GetSecrets
    {
        public static GetSecrets Instance { get; } = new();
    }

    /// <summary>To /user/inspection. Answered by <see cref="RoutesReport"/>.</summary>
    public sealed record GetRoutes
    {
        public static GetRoutes Instance { get; } = new();
    }

    /// <summary>The routes in their order.</summary>
    public sealed record RoutesReport(ImmutableArray<RouteReport> Routes);

    /// <param name="Receivers">All of them must confirm; none: what it takes is discarded.</param>
    /// <param name="Rules">Which settings change what it takes or what becomes of it, by their names: never what is in them.</param>
    public sealed record RouteReport(ImmutableArray<string> Datasets, ImmutableArray<string> Receivers, ImmutableArray<string> Rules);

    /// <summary>To /user/inspection: the actors below /user. Answered by <see cref="ActorNode"/>.</summary>
    public sealed record GetTree(int Depth);

    /// <summary>To /user/inspection: show the sample what is sent. Answered by <see cref="TailStarted"/>, or a failure.</summary>
    public sealed record StartTail(LineSample Sample);

    public sealed record TailStarted
    {
        public static TailStarted Instance { get; } = new();
    }

    /// <summary>To /user/inspection. Answered by <see cref="SentLines"/>.</summary>
    public sealed record GetSentLines
    {
        public static GetSentLines Instance { get; } = new();
    }

    public sealed record SentLines(OutgoingLines Lines);

    /// <summary>Operator to /user/inspection: this node takes no posts, or takes them again. Answered by <see cref="NodeDrained"/>.</summary>
    public sealed record DrainNode(bool IsDrained);

    public sealed record NodeDrained(bool IsDrained);

    public sealed record DatasetsReport(ImmutableArray<DatasetReport> Datasets);

    /// <param name="Dataset">Its name.</param>
    /// <param name="Since">When it was first seen, in this or an earlier run.</param>
    /// <param name="LastSeen">When a record of it was last looked at.</param>
    /// <param name="Looks">
    /// Records of it looked at in this run: the first of each batch, and of every eighth block of 256 KiB.
    /// </param>
    /// <param name="EventTimes">How they are written: <c>unix s</c>, <c>unix ns, quoted</c>, <c>RFC 3339</c>, ...</param>
    /// <param name="Receivers">Those of its route; empty when it was not seen in this run.</param>
    /// <param name="Appeared">Fields that came later than the dataset itself and are there.</param>
    /// <param name="Vanished">Fields that are gone.</param>
    /// <param name="Warnings">What does not fit, and what to do about it.</param>
    public sealed record DatasetReport(
        string Dataset,
        DateTimeOffset Since,
        DateTimeOffset LastSeen,
        long Looks,
        ImmutableArray<string> EventTimes,
        ImmutableArray<string> Receivers,
        ImmutableArray<string> Appeared,
        ImmutableArray<string> Vanished,
        ImmutableArray<FieldReport> Fields,
        ImmutableArray<string> Warnings);

    /// <param name="Name">As records write it.</param>
    /// <param name="Since">When it was first seen.</param>
    /// <param name="LastSeen">When it was last seen.</param>
    /// <param name="Vanished">When it was found to be gone; null while it is there.</param>
    public sealed record FieldReport(string Name, DateTimeOffset Since, DateTimeOffset LastSeen, DateTimeOffset? Vanished);

    /// <param name="Capacity">Bytes of <c>in-flight</c>.</param>
    /// <param name="Bytes">Bytes of it that bodies hold now.</param>
    /// <param name="Uploads">Bodies coming in now.</param>
    /// <param name="Waiting">Those of them that wait for room.</param>
    /// <param name="Refused">Posts refused for want of room.</param>
    /// <param name="Draining">New posts are answered 503, because the relay stops.</param>
    /// <param name="Answers">Posts so far, by the status they were answered with.</param>
    /// <param name="Outcomes">The same posts, by the outcome they were answered with.</param>
    /// <param name="Abandoned">Uploads whose client went away.</param>
    /// <param name="Preflights">When Logpush last checked each path.</param>
    public sealed record EdgeReport(
        long Capacity,
        long Bytes,
        int Uploads,
        int Waiting,
        long Refused,
        bool Draining,
        IReadOnlyDictionary<int, long> Answers,
        IReadOnlyDictionary<string, long> Outcomes,
        long Abandoned,
        IReadOnlyDictionary<string, DateTimeOffset> Preflights)
    {
        /// <summary>New posts are answered 503, because an operator wants it so.</summary>
        public bool Drained { get; init; }

        /// <summary>Connections to the edge now.</summary>
        public int Connections { get; init; }

        /// <summary>As many as it takes.</summary>
        public int MaxConnections { get; init; }

        /// <summary>Those of its https addresses, and of inspection's.</summary>
        public ImmutableArray<CertificateReport> Certificates { get; init; } = [];
    }

    /// <param name="File">Where it is.</param>
    /// <param name="Subject">Whose it is.</param>
    /// <param name="From">When it begins.</param>
    /// <param name="Until">When it ends.</param>
    /// <param name="State"><c>good</c>, <c>expires-soon</c>, <c>expires</c>, or <c>invalid</c>: expired, or not valid yet.</param>
    /// <param name="Words">What is to be done; null while it is good.</param>
    /// <param name="Degraded">By that the relay is degraded.</param>
    public sealed record CertificateReport(
        string File, string Subject, DateTimeOffset From, DateTimeOffset Until, string State, string? Words, bool Degraded)
    {
        public static CertificateReport Of(string file, CertificateLifetime lifetime, DateTimeOffset now, string refusedBy = "Logpush")
        {
            var state = lifetime.Judge(now);
            return new CertificateReport(
                file,
                lifetime.Subject,
                lifetime.From,
                lifetime.Until,
                state switch
                {
                    CertificateState.Good => "good",
                    CertificateState.ExpiresSoon => "expires-soon",
                    CertificateState.Expires => "expires",
                    _ => "invalid",
                },
                state == CertificateState.Good ? null : lifetime.Describe(now, refusedBy),
                state >= CertificateState.Expires);
        }
    }

    /// <summary>Member names, in camel case, are the contract's <c>status</c> JSON.</summary>
    public sealed record StatusReport(
        string Version,
        DateTimeOffset Started,
        bool Draining,
        RecordCounts Records,
        ImmutableArray<DatasetBooks> Datasets,
        SizeReport InFlight,
        SizeReport Spooled,
        SpoolProtocol.SpoolReport Spool,
        BatchesProtocol.LedgerReport Ledger,
        BodiesReport Bodies,
        EdgeReport Edge,
        BlocksReport Blocks,
        ImmutableArray<ReceiversProtocol.ReceiverReport> Receivers,
        ProcessReport Process)
    {
        /// <summary>Those of <c>relay.expect</c>.</summary>
        public ImmutableArray<ExpectedReport> Expected { get; init; } = [];

        /// <summary>Those that Receivers have shown, and that are shown to them, as far as they were needed so far.</summary>
        public ImmutableArray<CertificateReport> Certificates { get; init; } = [];

        /// <summary>The last warnings and errors of the log, the newest first; repeats are counted.</summary>
        public ImmutableArray<RecentWarning> Warnings { get; init; } = [];

        /// <summary>What moves: rates, last times, and what waits at each Receiver.</summary>
        public ActivityReport? Activity { get; init; }
    }

    /// <summary>A dataset of which something should come.</summary>
    /// <param name="AllowedSeconds">For so long nothing of it may come.</param>
    /// <param name="LastReceived">When its last batch came; null when none is known.</param>
    /// <param name="SilentSeconds">For so long nothing has; since the relay started where no batch of it is known.</param>
    /// <param name="IsLate">That is longer than it may.</param>
    public sealed record ExpectedReport(
        string Dataset, double AllowedSeconds, DateTimeOffset? LastReceived, double SilentSeconds, bool IsLate);

    /// <param name="LastPost">When a post was last answered, whatever it was answered; null for none since the start.</param>
    /// <param name="LastReceived">When a record was last framed; null for none since the start.</param>
    /// <param name="LastConfirmed">When a record was last confirmed by all its Receivers; null for none since the start.</param>
    /// <param name="ReceivedPerSecond">Records, over half a minute.</param>
    /// <param name="ConfirmedPerSecond">Records, over half a minute.</param>
    public sealed record ActivityReport(
        DateTimeOffset? LastPost,
        DateTimeOffset? LastReceived,
        DateTimeOffset? LastConfirmed,
        double ReceivedPerSecond,
        double ConfirmedPerSecond,
        ImmutableArray<ReceiverActivity> Receivers);

    /// <param name="State">As in the status.</param>
    /// <param name="Since">When it was first seen in that state.</param>
    /// <param name="Why">Why it is not up, or not with all its connections; null when it is, or when nobody knows.</param>
    /// <param name="LastConfirmed">When it last confirmed a line; null for never since the start.</param>
    /// <param name="ConfirmedPerSecond">Lines, over half a minute.</param>
    /// <param name="UnconfirmedBytes">Handed to it, and not confirmed.</param>
    /// <param name="UnconfirmedSeconds">For how long it has confirmed none of them.</param>
    /// <param name="Waiting">What waits for it in the spool.</param>
    public sealed record ReceiverActivity(
        string Name,
        string State,
        DateTimeOffset Since,
        string? Why,
        DateTimeOffset? LastConfirmed,
        double ConfirmedPerSecond,
        long UnconfirmedBytes,
        double UnconfirmedSeconds,
        WaitingReport Waiting);

    /// <param name="Bytes">Of bodies, as they came.</param>
    /// <param name="Oldest">When the oldest was received; null when nothing waits.</param>
    /// <param name="ThroughSeconds">When it will be through at the rate of the last half minute; null when it does not get less.</param>
    public sealed record WaitingReport(long Batches, long Bytes, DateTimeOffset? Oldest, double? ThroughSeconds);

    /// <summary>These are the books of one dataset, whose members balance as those of the whole do.</summary>
    /// <param name="Spooled">
    /// It has the dataset's records alone; its batches and bytes are always 0, for the spool counts these for each Receiver and
    /// not for each dataset. The status has them for the whole spool.
    /// </param>
    public sealed record DatasetBooks(string Dataset, RecordCounts Records, SizeReport InFlight, SizeReport Spooled);

    /// <param name="UptimeSeconds">Since it started.</param>
    /// <param name="CpuSeconds">User and system time it has used.</param>
    /// <param name="AllocatedBytes">Managed memory it has ever allocated.</param>
    /// <param name="WorkingSetBytes">Memory it has resident now.</param>
    public sealed record ProcessReport(
        double UptimeSeconds, double CpuSeconds, long AllocatedBytes, long WorkingSetBytes)
    {
        /// <summary>Managed memory in use, garbage included, at the last collection.</summary>
        public long HeapBytes { get; init; }

        /// <summary>Memory that the collector holds for it.</summary>
        public long CommittedBytes { get; init; }
    }

    /// <param name="Quarantined">Bodies that are in quarantine now, set aside whole.</param>
    /// <param name="Evicted">Those that were deleted there.</param>
    public sealed record BodiesReport(long Quarantined, long Evicted);

    public sealed record SizeReport(long Batches, long Records, long Bytes);

    /// <param name="Capacity"><c>blocks</c>.</param>
    /// <param name="Replay">Of them, what connections may keep for <c>replay</c>; batches have the others.</param>
    /// <param name="Taken">Held by batches, or promised to them.</param>
    /// <param name="Outstanding">Held by batches.</param>
    /// <param name="Made">In memory, free or not: the most that batches ever held at once.</param>
    public sealed record BlocksReport(int Capacity, int Replay, int Taken, int Outstanding, int Made);
}
