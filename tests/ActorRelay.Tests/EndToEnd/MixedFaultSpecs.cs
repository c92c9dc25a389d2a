using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit.Abstractions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Everything at once: bodies of every shape, bad lines among them, senders that hang up and come again, and a real rsyslog
/// that freezes for longer than the relay waits, and is restarted. What was answered 200 arrives, and the relay's books say
/// what did. How long is half a minute, or as many seconds as <c>MIXED_SECONDS</c> says in the long form (600).
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class MixedFaultSpecs(ITestOutputHelper output)
{
    private const int BatchSize = 500;
    private const int Senders = 4;

    /// <summary>Freezes that a connection outlives, ones that make the Receiver hung, and ones that end connections twice.</summary>
    private static readonly TimeSpan[] Freezes =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(14)];

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private readonly NumberedRecords _records = new(seed: 2039, BatchSize, DateTimeOffset.UtcNow);
    private int _next = -1;
    private long _badLines;
    private long _again;

    [ReceiverTheory]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public Task Should_lose_nothing_and_keep_true_books(string acknowledge) => RunAsync(acknowledge, TimeSpan.FromSeconds(30));

    [ReceiverTheory]
    [Trait("Category", "Long")]
    [InlineData("confirmed")]
    [InlineData("spooled")]
    public Task Should_lose_nothing_and_keep_true_books_for_long(string acknowledge) => RunAsync(acknowledge, TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MIXED_SECONDS") ?? "600", CultureInfo.InvariantCulture)));

    private async Task RunAsync(string acknowledge, TimeSpan length)
    {
        await using var receiver = await ReceiverKind.RsyslogNewline.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(
            receiver.Address,
            "connections = 2, replay = 8 MiB, stall-timeout = 5s, hung-after = 3s, down-after = 500ms, backoff { min = 20ms, max = 200ms }") with
        {
            Edge = $"acknowledge = {acknowledge}, deadline = 2s",
            Spool = "store = \"sqlite:spool.db\"",

            // What is posted once more though it was answered is known, so that each record is confirmed once in the books.
            Relay = "ledger { answered = 1h }",
        });
        using var over = new CancellationTokenSource(length);
        var posting = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => PostAsync(relay, new Random(sender), over.Token))).ToList();
        var faults = await BreakAsync(receiver, new Random(2039), over.Token);
        await Task.WhenAll(posting);
        await relay.StatusAsync(
            status => status is { SpooledBatches: 0, InFlightBatches: 0 } && status.State("siem") == "up", within: TimeSpan.FromMinutes(5));
        await relay.AtRestAsync();
        var status = await relay.StatusAsync();
        await relay.StopAsync();
        await receiver.StopAsync();

        var count = (_next + 1) * BatchSize;
        var arrivals = new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ReceiverKind.RsyslogNewline.Framing)))
            .Count(receiver.Arrived.Read(), 0, count);
        output.WriteLine(
            $"{acknowledge}, {length.TotalSeconds:0} s: {faults} faults, {_next + 1} batches, {_again} of them sent again, "
            + $"{_badLines} bad lines, {arrivals}");
        Assert.Equal((0L, 0L, 0L), (arrivals.Lost, arrivals.Unknown, arrivals.Different));
        Assert.Equal((count, _badLines, 0L), (status.Confirmed, status.Quarantined, status.Evicted));
    }

    /// <summary>Breaks something, waits until it is calm, and so on; the last thing it does is to mend what it broke.</summary>
    private static async Task<int> BreakAsync(SyslogDaemon receiver, Random random, CancellationToken over)
    {
        for (var faults = 0; ; faults++)
        {
            if (await IsOverAsync(Calm, over))
            {
                return faults;
            }

            if (random.Next(4) == 0)
            {
                await receiver.StopAsync();
                await receiver.StartAsync();
            }
            else
            {
                receiver.Freeze();
                await IsOverAsync(Freezes[faults % Freezes.Length], over);
                receiver.Thaw();
            }
        }
    }

    private static async Task<bool> IsOverAsync(TimeSpan wait, CancellationToken over)
    {
        await Task.Delay(wait, over).ContinueWith(_ => { }, TaskScheduler.Default);
        return over.IsCancellationRequested;
    }

    /// <summary>Posts batch after batch, each until it is answered 200.</summary>
    private async Task PostAsync(RelayProcess relay, Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var batch = Interlocked.Increment(ref _next);
            var body = Body(batch, random);
            if (random.Next(8) == 0)
            {
                await HangUpAsync(relay.Edge, _records.DatasetOf(batch), body);
            }

            // A repeat that was answered has nothing more to deliver.
            for (var posts = random.Next(10) == 0 ? 2 : 1; posts > 0;)
            {
                var answer = await relay.Logpush.PostAsync(_records.DatasetOf(batch), body, CancellationToken.None);
                Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
                posts -= answer.Status == HttpStatusCode.OK ? 1 : 0;
                Interlocked.Add(ref _again, answer.Status == HttpStatusCode.OK ? 0 : 1);
                await IsOverAsync(answer.RetryAfter ?? TimeSpan.Zero, over);
            }
        }
    }

    /// <summary>The records as one of the shapes that Logpush and its neighbours make of them.</summary>
    private byte[] Body(int batch, Random random)
    {
        var records = _records.Batch(batch).Select(record => record.Json).ToList();
        switch (random.Next(7))
        {
            case 0:
                return GzipBytes.Of([(byte)'[', .. Joined(records, ","), (byte)']']);
            case 1:
                return GzipBytes.Of(Joined(records, ""));
            case 2:
                return Joined(records, "\n");
            case 3:
                return [.. GzipBytes.Of(Joined(records, "\n")), (byte)'\n', 0, 0];
            case 4:
                var bad = random.Next(1, 5);
                Interlocked.Add(ref _badLines, bad);
                for (var i = 0; i < bad; i++)
                {
                    records.Insert(random.Next(records.Count), Encoding.ASCII.GetBytes(i % 2 == 0 ? "no record" : "[\"x\"]"));
                }

                return GzipBytes.Of(Joined(records, "\n"));
            default:
                return GzipBytes.Of(Joined(records, "\r\n"));
        }
    }

    private static byte[] Joined(List<byte[]> records, string between)
    {
        var separator = Encoding.ASCII.GetBytes(between);
        return [.. records.SelectMany((record, i) => i == 0 ? record : [.. separator, .. record])];
    }

    /// <summary>Sends half of a post and resets the connection, as a sender does whose time is up.</summary>
    private static async Task HangUpAsync(Uri edge, string path, byte[] body)
    {
        using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(edge.Host, edge.Port);
        var head = $"POST /{path} HTTP/1.1\r\nHost: {edge.Authority}\r\n{LogpushSender.SecretHeader}: {RelayConfig.Secret}\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        await client.GetStream().WriteAsync(body.AsMemory(0, body.Length / 2));
    }
}
