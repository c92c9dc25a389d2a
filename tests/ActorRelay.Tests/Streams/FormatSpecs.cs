using System.Collections.Immutable;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Records;
using ActorRelay.Records.Shaping;
using ActorRelay.Streams;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;
using Framing = ActorRelay.Syslog.Framing;

namespace ActorRelay.Tests.Streams;

public sealed class FormatSpecs : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly OutputFormat Alog = Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.KeyValue, Framing.Newline);
    private static readonly OutputFormat Counted = Formats.Of(HeaderStyle.Rfc5424, PayloadStyle.Json, Framing.OctetCounting);

    private readonly BlockPool _pool = new(16);
    private readonly RecordAccounts _accounts = new();
    private readonly List<(long EndRecord, int Lines, int Capacity)> _cuts = [];

    [Fact]
    public async Task Should_cut_every_branch_at_the_same_records()
    {
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"n\":{i}}}\n"));
        var (framed, collected) = await RunAsync(body, [Alog, Counted, Alog]);

        Assert.Equal(20_000, framed.Framed);
        Assert.All(collected, lines => Assert.Equal(collected[0].Blocks.Count, lines.Blocks.Count));
        Assert.Equal(collected[0].Bytes, collected[2].Bytes);
        Assert.Equal(20_000, collected[0].Lines.Length);
        Assert.EndsWith(" n=19999", collected[0].Lines[^1], StringComparison.Ordinal);
        foreach (var cut in _cuts.GroupBy(cut => cut.EndRecord))
        {
            Assert.Equal(3, cut.Count());
            Assert.Single(cut.Select(each => each.Lines).Distinct());
        }
    }

    [Fact]
    public async Task Should_give_each_receiver_the_records_of_its_routes_and_cut_at_the_same()
    {
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"n\":{i}}}\n"));
        var low = Where("n < 100");
        var odd = Where("n contains 7");

        var (framed, collected) = await RunAsync(
            body,
            [
                new OutputPlan(Alog, [new(low, true)]),
                new OutputPlan(Alog, [new(low, false), new(odd, true)]),
                new OutputPlan(Counted, [new(low, false), new(odd, true)]),
                new OutputPlan(Alog, [new(low, false), new(odd, true)]),
            ]);

        var rest = Enumerable.Range(100, 19_900).Where(i => $"{i}".Contains('7')).ToList();
        Assert.Equal(Enumerable.Range(0, 100), collected[0].Lines.Select(NumberOf));
        Assert.Equal(rest, collected[1].Lines.Select(NumberOf));
        Assert.Equal(rest.Count, _cuts.Sum(cut => cut.Lines) - 100 - 2 * rest.Count);
        Assert.Equal(collected[1].Bytes, collected[3].Bytes);
        Assert.Equal((20_000, 19_900 - rest.Count), (framed.Framed, framed.Filtered));
        Assert.Equal(20_000 - framed.Filtered, _accounts.Snapshot()["http_requests"].InFlight);
        Assert.True(collected[0].Blocks.Count < collected[1].Blocks.Count);
    }

    [Fact]
    public async Task Should_count_what_is_to_be_known_of_lines_once_though_they_are_tried_again()
    {
        // The block of long lines is full first, and then the line that did not fit has been tried for the others.
        var body = string.Concat(Enumerable.Range(0, 5_000).Select(i =>
            $"{{\"n\":{i},\"EdgeStartTimestamp\":{(i % 5 == 0 ? "0" : "\"never\"")},\"x\":\"{new string('x', i % 2 == 0 ? 100 : 600)}\"}}\n"));
        var shortens = Alog with { MaxMessage = 480 };
        var (_, collected) = await RunAsync(
            body,
            [
                OutputPlan.OfAll(shortens) with { Receiver = "one" },
                OutputPlan.OfAll(Alog) with { Receiver = "long" },
                OutputPlan.OfAll(shortens) with { Receiver = "two" },
                new OutputPlan(shortens, [new(Where("n < 10"), true)]) { Receiver = "some" },
            ]);

        Assert.True(collected[0].Blocks.Count > 5);
        Assert.Equal(new RecordCounts { Shortened = 2_500, ReceiveTimeUsed = 4_000 }, _accounts.LinesOf("one"));
        Assert.Equal(new RecordCounts { Shortened = 2_500, ReceiveTimeUsed = 4_000 }, _accounts.LinesOf("two"));
        Assert.Equal(new RecordCounts { ReceiveTimeUsed = 4_000 }, _accounts.LinesOf("long"));
        Assert.Equal(new RecordCounts { Shortened = 5, ReceiveTimeUsed = 8 }, _accounts.LinesOf("some"));
    }

    [Fact]
    public async Task Should_count_lines_with_more_parameters_than_there_can_be()
    {
        var cef = Alog with { Payload = PayloadStyle.Cef };
        var many = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"f{i}\":{i}"));
        await RunAsync(
            $"{{{many}}}\n{{\"EdgeStartTimestamp\":\"2026-11-03T00:05:07Z\"}}\n{{{many}}}\n",
            [OutputPlan.OfAll(cef) with { Receiver = "cef" }, OutputPlan.OfAll(Alog) with { Receiver = "alog" }]);

        Assert.Equal((2, 0), (_accounts.LinesOf("cef").Overflowed, _accounts.LinesOf("alog").Overflowed));
    }

    [Fact]
    public async Task Should_read_and_count_what_goes_nowhere()
    {
        var (progress, collected) = await RunAsync(
            "{\"a\":1}\n{oops}\n{\"b\":2}\n", [new OutputPlan(Alog, [])]);

        Assert.Equal((3, 1, 2), (progress.Framed, progress.Quarantined, progress.Filtered));
        Assert.Empty(collected[0].Blocks);
    }

    [Fact]
    public async Task Should_give_a_large_block_back_when_its_line_is_filtered()
    {
        var wide = $"{{\"x\":\"{new string('a', 400_000)}\"}}\n";
        var (progress, collected) = await RunAsync(
            wide + "{\"a\":1}\n" + wide, [new OutputPlan(Alog, [new(Where("a exists"), true)])]);

        Assert.Equal((3, 2), (progress.Framed, progress.Filtered));
        Assert.Equal("a=1", collected[0].Lines.Single()[^3..]);
        Assert.Equal(Block.Size, Assert.Single(_cuts).Capacity);
    }

    [Fact]
    public async Task Should_give_a_line_that_outgrows_a_block_a_larger_one()
    {
        // Every DEL becomes six bytes.
        var body = $"{{\"a\":1}}\n{{\"x\":\"{new string('\u007f', 100_000)}\"}}\n{{\"b\":2}}\n";
        var (progress, collected) = await RunAsync(body, [Alog]);

        Assert.Equal(3, progress.Framed);
        Assert.Equal(3, collected[0].Lines.Length);
        Assert.True(collected[0].Lines[1].Length > 600_000);
    }

    [Fact]
    public async Task Should_give_two_receivers_of_one_format_room_for_the_same_lines()
    {
        // Leaves a spare of 300 KiB beside a larger one, which is what the two branches then get.
        await RunAsync($"{{\"x\":\"{new string('a', 300_000)}\"}}\n", [Alog]);
        var deletes = $"{{\"x\":\"{new string('\u007f', 45_000)}\"}}\n";
        var body = deletes + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{{\"n\":{i},\"x\":\"{new string('b', 170)}\"}}\n"));

        var (_, collected) = await RunAsync(body, [Alog, Alog]);

        Assert.Equal(1001, collected[0].Lines.Length);
        Assert.Equal(collected[0].Bytes, collected[1].Bytes);
    }

    [Fact]
    public async Task Should_wait_until_a_bad_line_is_kept_before_it_ends()
    {
        var quarantine = CreateTestProbe();
        var run = RunAsync("{\"a\":1}\n\n{oops}\n{\"b\":2}\n", [Alog], quarantine.Ref);

        var setAside = await quarantine.ExpectMsgAsync<QuarantineProtocol.SetAside>(Patience);
        var line = Assert.Single(setAside.Lines);
        Assert.Equal((3, RecordError.InvalidJson, "{oops}"), (line.Number, line.Error, Encoding.UTF8.GetString(line.Content)));
        Assert.False(run.IsCompleted);
        setAside.Progress.AddQuarantined(1);
        quarantine.Reply(new QuarantineProtocol.Kept(setAside.Batch));

        var (progress, collected) = await run.WaitAsync(Patience);
        Assert.Equal((3, 1), (progress.Framed, progress.Quarantined));
        Assert.Equal(2, collected[0].Lines.Length);
    }

    [Fact]
    public async Task Should_fail_when_a_bad_line_cannot_be_kept()
    {
        var quarantine = CreateTestProbe();
        var run = RunAsync("{\"a\":1}\n{oops}\n", [Alog], quarantine.Ref);

        var setAside = await quarantine.ExpectMsgAsync<QuarantineProtocol.SetAside>(Patience);
        quarantine.Reply(new QuarantineProtocol.NotKept(setAside.Batch, "disk full"));

        await Assert.ThrowsAsync<NotSetAsideException>(() => run);
    }

    [Fact]
    public async Task Should_refuse_a_body_that_is_not_ndjson_and_set_nothing_aside()
    {
        var quarantine = CreateTestProbe();

        var failure = await Assert.ThrowsAsync<CorruptBodyException>(
            () => RunAsync("name,time\nx,1\n", [Alog], quarantine.Ref));

        Assert.Contains("line 1", failure.Message, StringComparison.Ordinal);
        await quarantine.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Should_set_many_bad_lines_aside_a_few_at_a_time()
    {
        var body = "{\"a\":1}\n" + string.Concat(Enumerable.Repeat("{bad\n", 1000));

        var (progress, _) = await RunAsync(body, [Alog]);

        Assert.Equal((1001, 1000), (progress.Framed, progress.Quarantined));
    }

    [Theory]
    [InlineData(10_001, 10)]
    [InlineData(40, 500_000)]
    public async Task Should_refuse_a_body_with_too_many_bad_lines_and_take_back_what_was_set_aside(int lines, int length)
    {
        var quarantine = CreateTestProbe();
        var run = RunAsync(
            "{\"a\":1}\n" + string.Concat(Enumerable.Repeat("{" + new string('x', length) + "\n", lines)) + "{\"b\":2}\n", [Alog], quarantine.Ref);

        var kept = 0;
        QuarantineProtocol.TakeBack? back = null;
        while (back is null)
        {
            switch (await quarantine.ExpectMsgAsync<object>(Patience))
            {
                case QuarantineProtocol.SetAside aside:
                    kept += aside.Lines.Length;
                    aside.Progress.AddQuarantined(aside.Lines.Length);
                    quarantine.Reply(new QuarantineProtocol.Kept(aside.Batch));
                    break;
                case QuarantineProtocol.TakeBack asked:
                    back = asked;
                    break;
            }
        }

        Assert.InRange(kept, lines * 3 / 4, lines - 1);
        Assert.Equal([new BatchId("b")], back.Batches.AsEnumerable());
        Assert.False(run.IsCompleted);
        back.Progress.TakeBack(kept);
        quarantine.Reply(new QuarantineProtocol.Kept(back.Batch));
        var failure = await Assert.ThrowsAsync<TooManyBadLinesException>(() => run);
        Assert.Contains("relay.quarantine.max-lines", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, back.Progress.Quarantined);
    }

    [Fact]
    public async Task Should_show_the_first_good_record_and_one_of_every_few_blocks()
    {
        var seen = new SeenDataset("http_requests", ["siem"], TimeProvider.System);
        var body = "{bad\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"Number\":{i},\"Padding\":\"{new string('x', 200)}\"}}\n"));

        await RunAsync(body, [Alog], seen: seen);

        var blocks = _cuts.Count;
        Assert.InRange(blocks, FormatBranches.BlocksPerLook + 1, 80);
        Assert.Equal((blocks + FormatBranches.BlocksPerLook - 1) / FormatBranches.BlocksPerLook, seen.Looks);
        Assert.Equal(["Number", "Padding"], Assert.Single(seen.Shapes).Fields.AsEnumerable());
    }

    private Task<(BatchProgress Progress, Collected[] Collected)> RunAsync(
        string body, ImmutableArray<OutputFormat> outputs, IActorRef? quarantine = null, SeenDataset? seen = null) =>
        RunAsync(body, [.. outputs.Select(OutputPlan.OfAll)], quarantine, seen);

    private async Task<(BatchProgress Progress, Collected[] Collected)> RunAsync(
        string body, ImmutableArray<OutputPlan> outputs, IActorRef? quarantine = null, SeenDataset? seen = null)
    {
        var lease = _pool.TryLease(FormatPlan.BlocksNeeded(outputs.Length), small: true)!;
        var progress = new BatchProgress("http_requests", outputs.Length, _accounts);
        var plan = new FormatPlan
        {
            Origin = new BatchOrigin(new BatchId("b"), "http_requests", "", "", "", "relay", DateTimeOffset.UnixEpoch),
            Input = InputStyle.Json,
            Outputs = outputs,
            SampleKey = 7,
            Lease = lease,
            Progress = progress,
            Quarantine = quarantine ?? Sys.ActorOf(Props.Create<KeepingActor>()),
            Seen = seen,
        };
        var collected = outputs.Select(_ => new Collected()).ToArray();
        var done = new Task[outputs.Length];
        var sinks = collected.Select((into, i) => Sink
            .ForEach<Block>(block =>
            {
                lock (_cuts)
                {
                    _cuts.Add((block.EndRecord, block.Lines, block.Capacity));
                }

                into.Take(block);
            })
            .MapMaterializedValue(task =>
            {
                done[i] = task;
                return NotUsed.Instance;
            }));
        var batch = new BatchRun(new(Encoding.UTF8.GetBytes(body)), long.MaxValue, 4 * 1024 * 1024, plan);
        Sys.Materializer().Materialize(RelayGraph.Draw([.. sinks]).AddAttributes(new Attributes(batch)));
        try
        {
            await Task.WhenAll(done).WaitAsync(Patience);
        }
        finally
        {
            await batch.BodyClosed.WaitAsync(Patience);
            lease.Dispose();
            await AwaitAssertAsync(() => Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken)));
        }

        return (progress, collected);
    }

    private static RecordRules Where(string text)
    {
        Assert.True(WhereClause.TryParse(text, out var where, out var error), error.Message);
        return new RecordRules { Where = where };
    }

    private static int NumberOf(string line) => int.Parse(line[(line.LastIndexOf('=') + 1)..]);

    private sealed class KeepingActor : ReceiveActor
    {
        public KeepingActor() => Receive<QuarantineProtocol.SetAside>(lines =>
        {
            lines.Progress.AddQuarantined(lines.Lines.Length);
            Sender.Tell(new QuarantineProtocol.Kept(lines.Batch));
        });
    }
}
