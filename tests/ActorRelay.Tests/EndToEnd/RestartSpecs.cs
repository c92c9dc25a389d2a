using ActorRelay.Syslog;
using ActorRelay.Tests.Judge;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Real receivers that are restarted under load, asked to end or killed. rsyslog has no queue of its own to lose: it is
/// <c>Direct</c>. syslog-ng reads ahead of what it has written by its window, and when it ends with an empty socket its
/// kernel says FIN, by which all counts as read: what that costs is shown in the table, and not promised.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class RestartSpecs(MatrixTable table, ITestOutputHelper output)
{
    private const int Restarts = 4;
    private const int Connections = 2;

    /// <summary>Records that a receiver may have read and not written, on each connection: a buffer, or a window.</summary>
    private const int ReadAhead = 1000;

    /// <summary>Their buffers grow by themselves, to more than 4 MiB at times, so it is measured whether it was enough.</summary>
    private const long Replay = 8 << 20;

    /// <summary>Each kind, asked to end and killed.</summary>
    public static TheoryData<ReceiverKind, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<ReceiverKind, bool>();
            foreach (var kind in Enum.GetValues<ReceiverKind>())
            {
                kinds.Add(kind, false);
                kinds.Add(kind, true);
            }

            return kinds;
        }
    }

    [ReceiverTheory]
    [MemberData(nameof(Kinds))]
    public Task Should_deliver_20_000_when_it_is_restarted(ReceiverKind kind, bool kill) => RunAsync(kind, kill, 20_000);

    [ReceiverTheory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Kinds))]
    public Task Should_deliver_200_000_when_it_is_restarted(ReceiverKind kind, bool kill) => RunAsync(kind, kill, 200_000);

    private async Task RunAsync(ReceiverKind kind, bool kill, int count)
    {
        var records = new JobRecords(seed: 2027, Job.Busy, count / Job.Busy.Count, DateTimeOffset.UtcNow);
        var framing = kind.Framing == Framing.Newline ? "newline" : "octet-counting";
        await using var receiver = await kind.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(
            receiver.Address,
            $"framing = {framing}, connections = {Connections}, replay = {Replay}, down-after = 500ms, backoff {{ min = 20ms, max = 200ms }}"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var sender = new JobSender(relay.Logpush, records, new SenderHabits());

        var ends = new List<ConnectionEnd>();
        var sending = sender.SendAsync();
        for (var restart = 1; restart <= Restarts; restart++)
        {
            var due = (long)count * restart / (Restarts + 1);
            await Eventually.TrueAsync(
                () => receiver.Arrived.Count() >= due || sending.IsCompleted, () => "nothing arrives any more");
            ends.AddRange(await RestartAsync(receiver, kill, ends.Count));
        }

        await sending;
        await relay.AtRestAsync();
        await relay.StopAsync();
        await receiver.StopAsync();

        var verdict = new RecordJudge(sender.Sent, ExpectedLines.As(AlogFormat.With(kind.Framing)), Replay)
            .Judge(ArrivalLog.Of(receiver.Arrived.Read()), ends);
        var row = new MatrixRow($"{kind}, {(kill ? "kill -9" : "SIGTERM")}", framing, verdict, watch.Elapsed);
        table.Add(row);
        output.WriteLine($"{verdict}\n{MatrixTable.Of([row])}");
        Assert.Equal(0, sender.Sent.GivenUpCount);
        Assert.True(verdict.MostUnread <= Replay, $"{verdict.MostUnread} B were unread: more than the replay, so this proves nothing");

        // A killed rsyslog too has read a buffer that it has not written; with an empty socket that ends with a FIN.
        var readsAhead = kill || kind is ReceiverKind.SyslogNgNetwork or ReceiverKind.SyslogNgSyslog;
        new Promise(kind.Framing) { LostBehind = readsAhead ? Restarts * Connections * ReadAhead : 0 }.AssertKept(verdict);
    }

    /// <summary>How its connections ended, with what the kernel held for it just before.</summary>
    private static async Task<IReadOnlyList<ConnectionEnd>> RestartAsync(SyslogDaemon receiver, bool kill, int first)
    {
        IReadOnlyList<long> unread;
        if (kill)
        {
            // Frozen, so that what is counted is what it never reads.
            receiver.Freeze();
            unread = KernelQueues.Unread(receiver.Port);
            await receiver.KillAsync();
            await receiver.Arrived.EndLineAsync();
        }
        else
        {
            unread = KernelQueues.Unread(receiver.Port);
            await receiver.StopAsync();
        }

        await receiver.StartAsync();
        return [.. unread.Select((bytes, i) => new ConnectionEnd(first + i, EndKind.Abnormal, kill ? "kill -9" : "SIGTERM", Replay, bytes))];
    }
}
