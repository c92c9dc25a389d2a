using System.Buffers;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using Akka.Actor;
using Akka.Streams;

namespace ActorRelay.Tests.Streams;

/// <summary>Batches for a stage that is run by itself.</summary>
internal static class Runs
{
    public static Attributes Of(
        BlockLease lease,
        ReadOnlySequence<byte> body = default,
        long maxInflated = long.MaxValue,
        int maxLine = 4 * 1024 * 1024) => new(new BatchRun(body, maxInflated, maxLine, new FormatPlan
        {
            Origin = new BatchOrigin(new BatchId("b"), "http_requests", "", "", "", "relay", DateTimeOffset.UnixEpoch),
            Input = InputStyle.Json,
            Outputs = [],
            Lease = lease,
            Progress = new BatchProgress("http_requests", 0, new RecordAccounts()),
            Quarantine = ActorRefs.Nobody,
        }));
}
