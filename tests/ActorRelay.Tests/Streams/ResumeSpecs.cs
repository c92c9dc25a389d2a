using System.Collections.Immutable;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
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

/// <summary>A body that comes again after a run that was half done.</summary>
public sealed class ResumeSpecs : TestKit
{
    private const string Dataset = "http_requests";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly OutputPlan Alog =
        OutputPlan.OfAll(Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.KeyValue, Framing.Newline));
    private static readonly OutputPlan Json =
        OutputPlan.OfAll(Formats.Of(HeaderStyle.Rfc5424, PayloadStyle.Json, Framing.OctetCounting));

    private readonly BlockPool _pool = new(16);
    private readonly RecordAccounts _accounts = new();
    private readonly List<long> _setAside = [];

    [Fact]
    public async Task Should_give_each_receiver_what_it_has_not_confirmed()
    {
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"n\":{i}}}\n"));

        // The first three are alike but for where they begin; the second and the third are twins.
        var (progress, lines) = await RunAsync(body, [Alog, Alog, Alog, Json], From([5_000, 12_345, 12_345, 20_000], 20_000));

        Assert.Equal(
            [(5_000, 15_000), (12_345, 7_655), (12_345, 7_655), (0, 0)],
            lines.Select(each => (FirstNumber(each), each.Length)));
        Assert.Equal(20_000, progress.Framed);
        AssertCounts(new() { Received = 20_000, Repeated = 5_000, Confirmed = 15_000 });
    }

    [Fact]
    public async Task Should_go_on_where_routes_part_too()
    {
        var low = Where("n < 5");
        var body = string.Concat(Enumerable.Range(0, 11).Select(i => $"{{\"n\":{i}}}\n"));

        // The first gets 0 to 4, and still needs those from 2 on; the second 5 to 9, and still needs those from 7 on.
        var (progress, lines) = await RunAsync(
            body,
            [
                new OutputPlan(Alog.Format, [new(low, true)]),
                new OutputPlan(Alog.Format, [new(low, false), new(Where("n < 10"), true)]),
            ],
            From([2, 7], 11));

        Assert.Equal([(2, 3), (7, 3)], lines.Select(each => (FirstNumber(each), each.Length)));
        Assert.Equal([11, 11], [progress.ConfirmedTo(0), progress.ConfirmedTo(1)]);
        AssertCounts(new() { Received = 11, Repeated = 4, Confirmed = 6, Filtered = 1 });
    }

    [Fact]
    public async Task Should_not_set_a_line_aside_twice()
    {
        // Lines 1, 3, 5... are bad: of ordinals below 4 they are in quarantine, above they are not.
        var body = string.Concat(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? $"{{\"n\":{i}}}\n" : "{bad\n"));

        var (progress, lines) = await RunAsync(body, [Alog], new ResumePoint([2], 4, 2));

        Assert.Equal([6, 8, 10], _setAside);
        Assert.Equal(4, lines[0].Length);
        Assert.Equal((10, 5), (progress.Framed, progress.Quarantined));
        AssertCounts(new() { Received = 10, Repeated = 3, Quarantined = 3, Confirmed = 4 });
    }

    [Fact]
    public async Task Should_set_aside_what_could_not_be_though_lines_after_it_are_confirmed()
    {
        // Quarantine failed on line 2 when everything up to record 6 had gone out.
        var body = string.Concat(Enumerable.Range(0, 8).Select(i => i == 1 ? "{bad\n\n" : $"{{\"n\":{i}}}\n"));

        var (progress, lines) = await RunAsync(body, [Alog], new ResumePoint([6], 0, 0));

        Assert.Equal([2], _setAside);
        Assert.Equal((6, 2), (FirstNumber(lines[0]), lines[0].Length));
        Assert.Equal((8, 1, 8), (progress.Framed, progress.Quarantined, progress.ConfirmedTo(0)));
        AssertCounts(new() { Received = 8, Repeated = 5, Quarantined = 1, Confirmed = 2 });
    }

    [Fact]
    public async Task Should_count_ordinals_alike_whether_it_looks_at_lines_or_goes_past_them()
    {
        // Blank lines, a line too long and broken ones; whatever the start, what comes out is the rest of it.
        var odd = new[] { "\n", " , \n", "{bad\n", "\r\n", $"{{\"x\":\"{new string('a', 300_000)}\"}}\n" };
        var body = string.Concat(Enumerable.Range(0, 100).Select(i => odd[i % odd.Length] + $"{{\"n\":{i}}}\n"));
        var (whole, all) = await RunAsync(body, [Alog], null, maxLine: 262_144);

        foreach (var start in new[] { 1, 50, 77, (int)whole.Framed })
        {
            _setAside.Clear();
            var (progress, rest) = await RunAsync(body, [Alog], new ResumePoint([start], start, 0), maxLine: 262_144);

            Assert.Equal(whole.Framed, progress.Framed);
            Assert.Equal(all[0][^rest[0].Length..], rest[0]);
            Assert.Equal(whole.Framed - start, rest[0].Length + _setAside.Count);
        }
    }

    /// <summary>
    /// Wherever the run before ended, and wherever this one's blocks are cut: what the spool counts of it is what is behind
    /// the records that it had counted, good, filtered and bad told apart.
    /// </summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(7, 0, 0)]
    [InlineData(7, 3, 3)]
    [InlineData(7, 7, 9)]
    [InlineData(7, 12, 9)]
    [InlineData(7, 14, 16)]
    [InlineData(7, 20, 20)]
    [InlineData(20, 14, 20)]
    public async Task Should_count_for_the_spool_each_record_that_it_had_not_counted_once(int counted, int confirmedTo, int setAsideTo)
    {
        // Of each four the second is bad, and the third is for nobody.
        var body = string.Concat(Enumerable.Range(0, 20).Select(i => i % 4 == 1 ? "{bad\n" : $"{{\"n\":{i % 4}}}\n"));
        var quarantined = Enumerable.Range(0, setAsideTo).Count(i => i % 4 == 1);

        var (progress, _) = await RunAsync(
            body,
            [new OutputPlan(Alog.Format, [new(Where("n != 2"), true)])],
            new ResumePoint([confirmedTo], setAsideTo, quarantined),
            spooledTo: counted);

        var uncounted = Enumerable.Range(counted, 20 - counted).ToList();
        Assert.Equal(
            new RunCount(20, uncounted.Count(i => i % 4 is 0 or 3), uncounted.Count(i => i % 4 == 2), From: counted),
            progress.Count);
        Assert.Equal((20, 5), (progress.Framed, progress.Quarantined));
    }

    [Fact]
    public async Task Should_count_for_the_spool_as_delivered_what_only_another_receiver_gets()
    {
        var body = string.Concat(Enumerable.Range(0, 10).Select(i => $"{{\"n\":{i}}}\n"));

        var (progress, lines) = await RunAsync(
            body,
            [new OutputPlan(Alog.Format, [new(Where("n < 3"), true)])],
            new ResumePoint([2], 6, 0),
            spooledTo: 1,
            others: [new OutputPlan(Json.Format, [new(Where("n < 6"), true)])]);

        Assert.Equal(new RunCount(10, Delivered: 5, Filtered: 4, From: 1), progress.Count);
        Assert.Equal((2, 1), (FirstNumber(lines[0]), lines[0].Length));
    }

    private static ResumePoint From(long[] confirmedTo, long setAsideTo) => new([.. confirmedTo], setAsideTo, 0);

    private static RecordRules Where(string text)
    {
        Assert.True(WhereClause.TryParse(text, out var where, out var error), error.Message);
        return new RecordRules { Where = where };
    }

    private static int FirstNumber(string[] lines) =>
        lines.Length == 0 ? 0 : int.Parse(lines[0].Split('=')[^1]);

    private void AssertCounts(RecordCounts expected) => Assert.Equal(expected, _accounts.Snapshot()[Dataset]);

    /// <summary>Runs a body; each Receiver confirms every block at once.</summary>
    private async Task<(BatchProgress Progress, string[][] Lines)> RunAsync(
        string body, ImmutableArray<OutputPlan> outputs, ResumePoint? resume, int maxLine = 4 * 1024 * 1024,
        long? spooledTo = null, ImmutableArray<OutputPlan>? others = null)
    {
        var lease = _pool.TryLease(FormatPlan.BlocksNeeded(outputs.Length), small: true)!;
        var progress = new BatchProgress(Dataset, outputs.Length, _accounts, resume, spooledTo);
        var plan = new FormatPlan
        {
            Origin = new BatchOrigin(new BatchId("b"), Dataset, "", "", "", "relay", DateTimeOffset.UnixEpoch),
            Input = InputStyle.Json,
            Outputs = outputs,
            Others = others ?? [],
            Lease = lease,
            Progress = progress,
            Quarantine = Sys.ActorOf(Props.Create(() => new KeepingActor(_setAside))),
        };
        var collected = outputs.Select(_ => new Collected()).ToArray();
        var done = new Task[outputs.Length];
        var sinks = collected.Select((into, i) => Sink
            .ForEach<Block>(block =>
            {
                Assert.True(block.Lines > 0);
                progress.AddConfirmed(i, block.EndRecord);
                into.Take(block);
            })
            .MapMaterializedValue(task =>
            {
                done[i] = task;
                return NotUsed.Instance;
            }));
        var batch = new BatchRun(new(Encoding.UTF8.GetBytes(body)), long.MaxValue, maxLine, plan);
        Sys.Materializer().Materialize(RelayGraph.Draw([.. sinks]).AddAttributes(new Attributes(batch)));
        await Task.WhenAll(done).WaitAsync(Patience);
        await batch.BodyClosed.WaitAsync(Patience);
        lease.Dispose();
        progress.Close();
        await AwaitAssertAsync(() => Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken)));
        return (progress, [.. collected.Select(each => each.Lines)]);
    }

    private sealed class KeepingActor : ReceiveActor
    {
        public KeepingActor(List<long> numbers) => Receive<QuarantineProtocol.SetAside>(lines =>
        {
            numbers.AddRange(lines.Lines.Select(line => line.Number));
            lines.Progress.AddQuarantined(lines.Lines.Length);
            Sender.Tell(new QuarantineProtocol.Kept(lines.Batch));
        });
    }
}
