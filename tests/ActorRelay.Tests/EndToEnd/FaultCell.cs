using System.Diagnostics;
using ActorRelay.Syslog;
using ActorRelay.Tests.Judge;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>One row of the matrix: a fault, and what the relay is set to. It runs the real program.</summary>
/// <param name="Name">The fault, in the words of the table.</param>
/// <param name="Schedule">Which connection gets it.</param>
internal sealed record FaultCell(string Name, Func<int, Fault?> Schedule)
{
    private const int ReceiveBuffer = 1 << 16;

    /// <summary>A second must not pass before a connection is tried again: there are many faults in a run.</summary>
    private const string Quick = "down-after = 1s, connect-timeout = 1s, backoff { min = 20ms, max = 200ms }";

    /// <summary>What a Receiver with that buffer can hold unread, and some: twice SO_RCVBUF, as the kernel takes it.</summary>
    public long Replay { get; init; } = 160 << 10;

    public int Connections { get; init; } = 2;

    /// <summary>Further settings of the Receiver.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>Further settings of the edge.</summary>
    public string Edge { get; init; } = "";

    /// <summary>Further settings of the relay.</summary>
    public string Relay { get; init; } = "";

    public SenderHabits Habits { get; init; } = new();

    /// <summary>The batches are sent in so many parts; after each but the last all connections are closed, idle.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>
    /// The Receiver reads a connection on while the rest of a batch comes on another: which it reads first is its own affair.
    /// </summary>
    public bool ReadsTwoAtOnce { get; init; }

    /// <summary>Posts may have been refused with lines under way, and sent again.</summary>
    public bool IsSentAgain { get; init; }

    /// <summary>A TCP proxy stands between relay and Receiver.</summary>
    public bool HasProxy { get; init; }

    /// <summary>Runs it once for each framing, side by side: most of the time is spent waiting.</summary>
    public async Task<IReadOnlyList<CellResult>> RunBothAsync(int count) =>
        await Task.WhenAll(RunAsync(Framing.Newline, count), RunAsync(Framing.OctetCounting, count));

    /// <param name="framing">Of the Receiver.</param>
    /// <param name="count">Records; a multiple of 20,000.</param>
    public async Task<CellResult> RunAsync(Framing framing, int count)
    {
        var watch = Stopwatch.StartNew();
        var records = new JobRecords(seed: 2026, Job.Busy, count / Job.Busy.Count, DateTimeOffset.UtcNow);
        await using var receiver = new FaultyReceiver(records, framing, Schedule, ReceiveBuffer);
        await using var proxy = HasProxy ? new ForwardingProxy(receiver) : null;
        var (sent, books) = await SendAsync(records, receiver, proxy?.Address ?? receiver.Address);

        // What the relay sent last is read to its end; a Receiver that stalls is torn down, and then says what it held.
        await receiver.EndedAsync();
        await receiver.DisposeAsync();
        var verdict = new RecordJudge(sent, ExpectedLines.As(AlogFormat.With(framing)), Replay)
            .Judge(receiver.Log, proxy?.Ends);
        return new CellResult(this, framing, verdict, books, watch.Elapsed);
    }

    private async Task<(SentRecords Sent, Books Books)> SendAsync(JobRecords records, FaultyReceiver receiver, string address)
    {
        var name = receiver.Framing == Framing.Newline ? "newline" : "octet-counting";
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(
            address, $"framing = {name}, connections = {Connections}, replay = {Replay}, {Quick}, {Receiver}") with
        { Edge = Edge, Relay = Relay });
        var sender = new JobSender(relay.Logpush, records, Habits);
        for (var part = 0; part < Parts; part++)
        {
            await sender.SendAsync(part, Parts);
            await relay.AtRestAsync();
            if (part < Parts - 1)
            {
                await receiver.IdleAsync();
                await receiver.FailAsync(FaultKind.Close);
            }
        }

        var books = (await relay.StatusAsync()).Books;
        await relay.StopAsync();
        return (sender.Sent, books);
    }
}
