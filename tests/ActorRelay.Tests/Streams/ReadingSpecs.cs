using System.Text;
using System.Text.Json.Nodes;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Records;
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

/// <summary>What records the whole path makes of a body.</summary>
public sealed class ReadingSpecs : TestKit
{
    private const int MaxLine = 512 * 1024;
    private const int Longest = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly OutputPlan Json =
        OutputPlan.OfAll(Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.Json, Framing.Newline));

    private readonly BlockPool _pool = new(16);
    private readonly List<QuarantineProtocol.Line> _setAside = [];
    private readonly List<string> _looksWrapped = [];
    private RecordAccounts _accounts = new();

    [Fact]
    public async Task Should_make_of_any_body_what_a_slow_reader_makes_of_it()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var body = new RandomBody(random).Next();
            var unwrap = random.Next(2) == 0 ? "" : "events";
            var (records, bad) = BodyOracle.Read(body, unwrap);

            if (records is null)
            {
                var failure = await Record.ExceptionAsync(() => RunAsync(body, unwrap, maxLine: Longest));
                Assert.True(failure is CorruptBodyException && _setAside.Count == 0, $"seed {seed}: {body[..Math.Min(body.Length, 200)]} {failure}");
                continue;
            }

            var read = await RunAsync(body, unwrap, maxLine: Longest);
            Assert.True(records.SequenceEqual(read.Records), $"seed {seed}: {records.Count} {read.Records.Count} {body[..Math.Min(body.Length, 200)]}");
            Assert.True((records.Count + bad, bad) == (read.Framed, _setAside.Count), $"seed {seed}: {bad} {_setAside.Count} {body[..Math.Min(body.Length, 200)]}");

            // And the same again, from anywhere on.
            var start = random.Next(read.Framed + 1);
            var setAside = _setAside.Select(line => line.Number).ToList();
            var rest = await RunAsync(body, unwrap, new ResumePoint([start], start, 0), Longest);
            Assert.True(read.Framed == rest.Framed, $"seed {seed} from {start}");
            Assert.True(read.Framed - start == rest.Records.Count + _setAside.Count, $"seed {seed} from {start}");
            Assert.True(records.TakeLast(rest.Records.Count).SequenceEqual(rest.Records), $"seed {seed} from {start}");
            Assert.True(setAside.TakeLast(_setAside.Count).SequenceEqual(_setAside.Select(line => line.Number)), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("[\"x\"]")]
    [InlineData("{\"n\":0}}")]
    [InlineData("{\"Logs\":[{\"a\":1}")]
    [InlineData("{\"Logs\":[")]
    [InlineData("[{\"a\":[1,")]
    [InlineData("x")]
    public async Task Should_lose_a_bad_first_line_alone(string line)
    {
        foreach (var unwrap in new[] { "", "Logs" })
        {
            foreach (var padding in new[] { "", new string(' ', 300_000) })
            {
                var read = await RunAsync(line + padding + "\n" + Lines(1000), unwrap);

                Assert.Equal((1001, 1000), (read.Framed, read.Records.Count));
                Assert.Equal(1, Assert.Single(_setAside).Number);
            }
        }
    }

    [Fact]
    public async Task Should_deliver_a_record_that_holds_records_as_it_is_and_say_so()
    {
        foreach (var (body, says) in new[]
        {
            ("""{"Logs":[]}""", false),
            ("""{"Logs":[{"a":1}]}""", true),
            ($$"""{"Logs":[{{string.Join(',', Enumerable.Repeat("""{"a":1}""", 40_000))}}]}""", true),
        })
        {
            var read = await RunAsync(body, "");

            Assert.Equal(body, Assert.Single(read.Records));
            Assert.Equal(says ? ["Logs"] : [], _looksWrapped);
        }

        var lines = """{"Logs":[{"a":1}]}""" + "\n" + Lines(3);
        Assert.Equal(4, (await RunAsync(lines, "")).Records.Count);
        Assert.Empty(_looksWrapped);
    }

    [Fact]
    public async Task Should_not_take_a_first_record_of_any_length_for_an_envelope()
    {
        var first = $$"""{"events":[{{string.Join(',', Enumerable.Repeat("""{"a":1}""", 40_000))}}]}""";

        foreach (var unwrap in new[] { "", "events" })
        {
            var read = await RunAsync(first + "\n" + Lines(2000), unwrap);

            Assert.Equal((2001, first), (read.Records.Count, read.Records[0]));
        }
    }

    [Fact]
    public async Task Should_unwrap_what_is_longer_than_any_block()
    {
        var records = Lines(30_000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var list = string.Join(",\n", records);

        var array = await RunAsync($"[{list}]", "");
        var envelope = await RunAsync($$"""{"source":"x","events":[{{list}}],"count":3}""", "events");
        var late = await RunAsync($$"""{"source":"{{new string('x', 300_000)}}","events":[{{list}}]}""", "events");

        Assert.Equal(records, array.Records);
        Assert.Equal(records, envelope.Records);
        Assert.Equal(records, late.Records);
    }

    [Fact]
    public async Task Should_read_an_array_that_breaks_late_as_lines()
    {
        var lines = string.Concat(Enumerable.Range(0, 30_000).Select(n => $"{{\"n\":{n}}},\n"));

        var read = await RunAsync("[\n" + lines + "{\"n\":\n" + lines, "");

        Assert.Equal((60_002, 60_000, 2), (read.Framed, read.Records.Count, _setAside.Count));
    }

    [Fact]
    public async Task Should_take_records_on_one_line_though_it_is_longer_than_any()
    {
        var records = Lines(80_000).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var between in new[] { "", ",", " , " })
        {
            var read = await RunAsync(string.Join(between, records), "");

            Assert.Equal(records, read.Records);
        }
    }

    [Fact]
    public async Task Should_lose_the_bad_one_alone_of_records_on_one_line()
    {
        var records = Lines(80_000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        records[50_000] = "{\"n\":tru}";

        var read = await RunAsync(string.Concat(records), "");

        Assert.Equal(79_999, read.Records.Count);
        Assert.Equal("{\"n\":tru}", Encoding.UTF8.GetString(Assert.Single(_setAside).Content));
    }

    [Fact]
    public async Task Should_set_a_record_aside_that_is_too_long_and_go_on_behind_it_on_its_line()
    {
        var tooLong = $$"""{"n":"{{new string('x', MaxLine)}}"}""";

        foreach (var end in new[] { "", "\n" })
        {
            var read = await RunAsync("""{"a":1}""" + tooLong + """{"b":2}{"c":3}""" + end + """{"d":4}""", "");

            Assert.Equal(["""{"a":1}""", """{"b":2}""", """{"c":3}""", """{"d":4}"""], read.Records);
            Assert.Equal((2, RecordError.TooLong), (Assert.Single(_setAside).Number, _setAside[0].Error));
        }
    }

    [Theory]
    [InlineData("Replace")]
    [InlineData("Quarantine")]
    public async Task Should_treat_a_byte_that_is_not_utf8_alone_as_in_company(string setting)
    {
        var way = Enum.Parse<InvalidUtf8>(setting);
        var bad = "{\"a\":\"x\u00e9(\",\"b\":[\"\u00ff\"]}";
        foreach (var around in new[] { "", "{\"n\":1}\n", "{\"n\":1}" })
        {
            var body = Encoding.Latin1.GetBytes(around + bad + around);
            var others = around.Length > 0 ? 2 : 0;

            var read = await RunAsync(body, "", way: way);

            Assert.Equal(others + (way is InvalidUtf8.Replace ? 1 : 0), read.Records.Count);
            Assert.Equal(others + 1, read.Framed);
            if (way is InvalidUtf8.Replace)
            {
                Assert.Contains("""{"a":"x\uFFFD(","b":["\uFFFD"]}""", read.Records);
                Assert.Equal((0, 1), (_setAside.Count, _accounts.Snapshot()["d"].Replaced));
            }
            else
            {
                Assert.Equal(RecordError.InvalidUtf8, Assert.Single(_setAside).Error);
                Assert.Equal((7, 0), (_setAside[0].Offset, _accounts.Snapshot()["d"].Replaced));
                Assert.Equal(Encoding.Latin1.GetBytes(bad), _setAside[0].Content);
            }
        }
    }

    [Fact]
    public async Task Should_say_why_a_line_is_bad_though_it_is_no_utf8_either()
    {
        await RunAsync(Encoding.Latin1.GetBytes("{\"n\":1}\n\u00ff\n{\"\u00e9\u00e8\":tru}\n{\"a\":\"\u00e9\n"), "");

        Assert.Equal(
            [(2, RecordError.NotAnObject, 0), (3, RecordError.InvalidJson, 9), (4, RecordError.Truncated, 7)],
            _setAside.Select(line => (line.Number, line.Error, line.Offset)));
        Assert.Equal(0, _accounts.Snapshot()["d"].Replaced);
    }

    [Fact]
    public async Task Should_refuse_what_has_no_object_and_set_nothing_aside()
    {
        foreach (var body in new[] { "x\ny\n", "[1]", string.Concat(Enumerable.Repeat("x\n", 10_000)), new string('x', 2 * MaxLine) })
        {
            var failure = await Assert.ThrowsAsync<CorruptBodyException>(() => RunAsync(body, ""));

            Assert.Contains("line 1 ", failure.Message, StringComparison.Ordinal);
            Assert.Empty(_setAside);
        }
    }

    [Theory]
    [InlineData("28B52FFD0458", "zstd")]
    [InlineData("789CAB56", "deflate")]
    [InlineData("FFFE7B0022006100220000", "UTF-16")]
    [InlineData("FEFF007B0022", "UTF-16")]
    [InlineData("7B00220061002200", "UTF-16")]
    [InlineData("612C620A312C320A", "input = \"text\"")]
    [InlineData("8B0280AF", "nor text")]
    public async Task Should_say_what_a_body_is_that_is_no_ndjson(string hex, string what)
    {
        var failure = await Assert.ThrowsAsync<CorruptBodyException>(() => RunAsync(Convert.FromHexString(hex), ""));

        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_bytes_without_any_meaning()
    {
        // Some of its lines begin with a brace.
        var body = new byte[2_000_000];
        new Random(3).NextBytes(body);
        body[0] = 1;

        await Assert.ThrowsAsync<CorruptBodyException>(() => RunAsync(body, ""));
        Assert.Empty(_setAside);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(n => $"{{\"n\":{n},\"m\":\"}}{{\"}}\n"));

    private Task<(int Framed, List<string> Records)> RunAsync(
        string body, string unwrap, ResumePoint? resume = null, int maxLine = MaxLine) =>
        RunAsync(Encoding.UTF8.GetBytes(body), unwrap, resume, maxLine);

    private async Task<(int Framed, List<string> Records)> RunAsync(
        byte[] body, string unwrap, ResumePoint? resume = null, int maxLine = MaxLine, InvalidUtf8 way = InvalidUtf8.Replace)
    {
        _accounts = new RecordAccounts();
        _setAside.Clear();
        _looksWrapped.Clear();
        var lease = _pool.TryLease(FormatPlan.BlocksNeeded(1), small: true)!;
        var progress = new BatchProgress("d", 1, _accounts, resume);
        var plan = new FormatPlan
        {
            Origin = new BatchOrigin(new BatchId("b"), "d", "", "", "", "relay", DateTimeOffset.UnixEpoch),
            Input = InputStyle.Json,
            Unwrap = unwrap,
            InvalidUtf8 = way,
            LooksWrapped = _looksWrapped.Add,
            Outputs = [Json],
            Lease = lease,
            Progress = progress,
            Quarantine = Sys.ActorOf(Props.Create(() => new KeepingActor(_setAside))),
        };
        var collected = new Collected();
        var done = Task.CompletedTask;
        var sink = Sink.ForEach<Block>(collected.Take).MapMaterializedValue(task =>
        {
            done = task;
            return NotUsed.Instance;
        });
        var batch = new BatchRun(new(body), long.MaxValue, maxLine, plan);
        Sys.Materializer().Materialize(RelayGraph.Draw([sink]).AddAttributes(new Attributes(batch)));
        try
        {
            await done.WaitAsync(Patience);
        }
        finally
        {
            await batch.BodyClosed.WaitAsync(Patience);
            lease.Dispose();
            await AwaitAssertAsync(() => Assert.Equal((0, 0), (_pool.Outstanding, _pool.Taken)));
        }

        return ((int)progress.Framed, [.. collected.Lines.Select(line => JsonNode.Parse(line[line.IndexOf('{')..])!.ToJsonString())]);
    }

    private sealed class KeepingActor : ReceiveActor
    {
        public KeepingActor(List<QuarantineProtocol.Line> setAside) => Receive<QuarantineProtocol.SetAside>(lines =>
        {
            setAside.AddRange(lines.Lines);
            lines.Progress.AddQuarantined(lines.Lines.Length);
            Sender.Tell(new QuarantineProtocol.Kept(lines.Batch));
        });
    }
}
