using System.Globalization;
using System.Text;
using ActorRelay.Accounts;
using ActorRelay.Blocks;
using ActorRelay.Delivery;
using ActorRelay.Syslog;
using Akka.Actor;

namespace ActorRelay.Tests.Delivery;

public sealed class OutgoingLinesSpecs : IDisposable
{
    private const int MiB = 1024 * 1024;

    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    private readonly BlockPool _pool = new(BlockPool.MinCapacity);
    private readonly BlockLease _lease;
    private readonly Lane _lane = new(new BatchId("7"), ActorRefs.Nobody, dataset: "dns_logs");

    public OutgoingLinesSpecs() => _lease = _pool.TryLease(1, small: true)!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_find_each_line_with_its_number_connection_and_time(bool counted)
    {
        var framing = counted ? Framing.OctetCounting : Framing.Newline;
        var lines = new OutgoingLines(2 * MiB, Start);
        var block = Take(lines, framing, from: 10, "first ray=aa1", "second ray=bb2", "third ray=aa1 ray=aa1");

        Assert.Equal([11L, 13L], lines.Find("ray=aa1"u8, 10).Select(found => found.Line!.Value));
        Assert.All(lines.Find("ray=aa1"u8, 10), found => Assert.Null(found.Block.ConfirmedAt));
        Assert.Single(lines.Find("ray=aa1"u8, 1));
        Assert.Empty(lines.Find("ray=aa2"u8, 10));

        block!.Confirm("connection-2", Start.AddSeconds(3));
        var found = lines.Find("bb2"u8, 10).Single();
        Assert.Equal(
            ("siem", "7", "dns_logs", 12L, "connection-2", Start.AddSeconds(3)),
            (found.Block.Receiver, found.Block.Batch.Value, found.Block.Dataset, found.Line, found.Block.Connection, found.Block.ConfirmedAt));
    }

    /// <summary>Some records of the block were not sent, so nobody knows which is which.</summary>
    [Fact]
    public void Should_say_between_which_records_a_line_is_when_some_were_not_sent()
    {
        var lines = new OutgoingLines(MiB, Start);
        Take(lines, Framing.Newline, from: 10, to: 20, "one", "ray=aa1");

        var found = lines.Find("aa1"u8, 10).Single();
        Assert.Equal((null, 10L, 20L), (found.Line, found.After, found.To));
    }

    [Fact]
    public void Should_forget_the_oldest_and_say_since_when_it_knows()
    {
        var lines = new OutgoingLines(2 * MiB, Start);
        var line = new string('x', 1000);
        for (var i = 0; i < 5000; i++)
        {
            Take(lines, Framing.Newline, i, $"{line} n={i};", at: Start.AddSeconds(i));
        }

        var first = (int)(lines.Since - Start).TotalSeconds;
        Assert.InRange(first, 2000, 4000);
        Assert.Empty(lines.Find(Encoding.ASCII.GetBytes($"n={first};"), 10));
        foreach (var kept in new[] { first + 1, 4321, 4999 })
        {
            Assert.Equal(kept + 1, lines.Find(Encoding.ASCII.GetBytes($"n={kept};"), 10).Single().Line);
        }
    }

    [Fact]
    public void Should_keep_nothing_where_there_is_no_memory_for_it()
    {
        var lines = new OutgoingLines(0, Start);
        Assert.True(lines.IsOff);
        Assert.Null(Take(lines, Framing.Newline, 0, "ray=aa1"));
        Assert.Empty(lines.Find("aa1"u8, 10));
    }

    [Fact]
    public void Should_show_a_sample_what_it_is_for_and_no_more_than_it_may_have()
    {
        var lines = new OutgoingLines(0, Start);
        var (all, other, three) = (new LineSample(null, "DNS_logs", 1000), new LineSample("lake", null, 1000), new LineSample("siem", null, 3));
        Assert.All([all, other, three], sample => Assert.True(lines.Add(sample)));

        Take(lines, Framing.OctetCounting, 0, [.. Enumerable.Range(0, 100).Select(i => $"line {i}")]);
        Assert.Equal(Enumerable.Range(0, LineSample.PerSecond).Select(i => $"line {i}"), Read(all));
        Assert.Empty(Read(other));
        Assert.Equal(["line 0", "line 1", "line 2"], Read(three));
        Assert.True(three.Lines.Completion.IsCompletedSuccessfully);

        Take(lines, Framing.OctetCounting, 100, "too soon");
        Assert.Empty(Read(all));
        Take(lines, Framing.OctetCounting, 101, ["a second later"], Start.AddSeconds(1));
        Assert.Equal(["a second later"], Read(all));
    }

    [Fact]
    public void Should_take_so_many_samples_and_another_when_one_is_over()
    {
        var lines = new OutgoingLines(0, Start);
        List<LineSample> samples = [.. Enumerable.Range(0, OutgoingLines.MostSamples).Select(_ => new LineSample(null, null, 10))];
        Assert.All(samples, sample => Assert.True(lines.Add(sample)));
        Assert.False(lines.Add(new LineSample(null, null, 10)));

        samples[3].End();
        Assert.True(lines.Add(new LineSample(null, null, 10)));
    }

    public void Dispose() => _lease.Dispose();

    private static List<string> Read(LineSample sample)
    {
        List<string> lines = [];
        while (sample.Lines.TryRead(out var line))
        {
            lines.Add(Encoding.UTF8.GetString(line));
        }

        return lines;
    }

    private OutgoingBlock? Take(OutgoingLines lines, Framing framing, long from, params string[] texts) =>
        Take(lines, framing, from, texts, Start);

    private OutgoingBlock? Take(OutgoingLines lines, Framing framing, long from, string text, DateTimeOffset at) =>
        Take(lines, framing, from, [text], at);

    private OutgoingBlock? Take(OutgoingLines lines, Framing framing, long from, long to, params string[] texts) =>
        Take(lines, framing, from, texts, Start, to);

    private OutgoingBlock? Take(OutgoingLines lines, Framing framing, long from, string[] texts, DateTimeOffset at, long? to = null)
    {
        var block = _lease.TryRent()!;
        var content = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => framing == Framing.Newline
            ? $"{text}\n"
            : string.Create(CultureInfo.InvariantCulture, $"{text.Length} {text}"))));
        content.CopyTo(block.Buffer, 0);
        (block.Length, block.Lines, block.EndRecord) = (content.Length, texts.Length, to ?? from + texts.Length);
        var kept = lines.Take("siem", framing, _lane, from, block, at);
        block.Return();
        return kept;
    }
}
