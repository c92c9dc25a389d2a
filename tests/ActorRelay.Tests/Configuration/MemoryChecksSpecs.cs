using System.Text.RegularExpressions;
using ActorRelay.Blocks;
using ActorRelay.Configuration;
using ActorRelay.Streams;

namespace ActorRelay.Tests.Configuration;

/// <summary>in-flight, blocks, replay and connections must fit together; what does not is said with the numbers.</summary>
public sealed class MemoryChecksSpecs
{
    [Theory]
    [InlineData("blocks = 16, receivers.siem { connections = 10, replay = 0 }", "f:2:10: relay.blocks: 16 blocks are too few for 10 connections: at least 30 are needed, 3 for each")]
    [InlineData("receivers.siem { connections = 64, replay = 0, address = [\"tcp://a:1\", \"tcp://b:1\"] }", "f:2:32: relay.receivers.siem.connections: 256 blocks are too few for 128 connections: at least 384 are needed, 3 for each")]
    [InlineData("receivers.siem.connections = 16", "f:2:30: relay.receivers.siem.connections: 256 blocks are too few for 16 connections: at least 368 are needed, 3 for each, 320 (80 MiB) for replay; or set replay to 2 MiB")]
    [InlineData("receivers.siem.connections = 64", "f:2:30: relay.receivers.siem.connections: 256 blocks are too few for 64 connections: at least 1472 are needed, 3 for each, 1280 (320 MiB) for replay; or set replay to 0 B")]
    [InlineData("receivers.siem.connections = 64, blocks = 128", "f:2:43: relay.blocks: 128 blocks are too few for 64 connections: at least 1472 are needed, 3 for each, 1280 (320 MiB) for replay")]
    [InlineData("receivers.siem { connections = 20, replay = 512 KiB }, blocks = 179", "f:2:65: relay.blocks: 179 blocks are too few for 20 connections: at least 180 are needed, 3 for each, 120 (30 MiB) for replay; or set replay to 256 KiB")]
    [InlineData("receivers.siem.replay = 64 MiB", "f:2:25: relay.receivers.siem.replay: 256 blocks are too few for 2 connections: at least 536 are needed, 16 for batches, 520 (130 MiB) for replay; or set replay to 29 MiB")]
    [InlineData("blocks = 32", "f:2:10: relay.blocks: 32 blocks are too few for 2 connections: at least 56 are needed, 16 for batches, 40 (10 MiB) for replay; or set replay to 1 MiB")]
    public void Should_refuse_what_could_never_run(string text, string expected) =>
        Assert.Equal(expected, string.Join('\n', Read(text).Errors));

    [Theory]
    [InlineData("receivers.siem.connections = 8", "f:2:30: relay.receivers.siem.connections: 8 connections may keep 160 (40 MiB) of 256 blocks for replay, which leaves batches 96 (24 MiB): set blocks to 320, or replay lower")]
    [InlineData("receivers.siem.replay = 18 MiB", "f:2:25: relay.receivers.siem.replay: 2 connections may keep 152 (38 MiB) of 256 blocks for replay, which leaves batches 104 (26 MiB): set blocks to 304, or replay lower")]
    [InlineData("edge { in-flight = 3 MiB, max-body = 3 MiB }, receivers.siem.connections = 7, blocks = 280", "f:2:20: relay.edge.in-flight: in-flight is 3 MiB and there are 7 connections, each of which needs a batch to be busy: a full one takes 512 KiB or more, so some will idle; 3584 KiB is the least for all of them")]
    [InlineData("edge { in-flight = 100 MiB }, spool.store = off", "f:2:20: relay.edge.in-flight: 100 MiB is less than relay.edge.max-body, 320 MiB: a body between the two never finds room and is answered 503")]
    public void Should_warn_of_what_would_run_badly(string text, string expected)
    {
        var result = Read(text);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join('\n', result.Warnings));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blocks = 56")]
    [InlineData("receivers.siem.connections = 6")]
    [InlineData("receivers.siem { connections = 64, replay = 0 }")]
    [InlineData("receivers.siem { connections = 20, replay = 512 KiB }, blocks = 240")]
    [InlineData("edge { in-flight = 3584 KiB, max-body = 3 MiB }, receivers.siem.connections = 7, blocks = 280")]
    public void Should_say_nothing_of_what_fits(string text)
    {
        var result = Read(text);

        Assert.Empty(result.Errors);
        Assert.DoesNotContain(result.Warnings, warning => !warning.Message.Contains("for replay"));
        Assert.True(text.StartsWith("blocks") || result.Warnings.IsEmpty, string.Join('\n', result.Warnings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(29)]
    public void Should_ask_for_just_so_many_that_a_large_batch_starts_though_all_replay_is_kept(int replayBlocks)
    {
        var accepted = Enumerable.Range(16, 100).First(blocks => Read(
            $"blocks = {blocks}, receivers.siem {{ connections = 1, replay = {replayBlocks * 256} KiB }}").Errors.IsEmpty);

        Assert.True(LargeStarts(accepted));
        Assert.True(accepted == 16 || !LargeStarts(accepted - 1));

        bool LargeStarts(int blocks)
        {
            var left = blocks - (replayBlocks == 0 ? 0 : replayBlocks + 4);
            return left >= BlockPool.MinCapacity
                && new BlockPool(left).TryLease(FormatPlan.BlocksNeeded(receivers: 1), small: false) is not null;
        }
    }

    [Fact]
    public void Should_count_the_receivers_of_a_route()
    {
        var receivers = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"r{i} {{ address = \"tcp://a:{i + 1}\", connections = 1, replay = 0 }}"));
        var names = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"r{i}"));

        Assert.Equal(
            "f:1:10: relay.blocks: 16 blocks are too few for 20 connections: at least 60 are needed, 3 for each",
            Assert.Single(Read($"blocks = 16, receivers {{ {receivers} }}, routes = [{{ receivers = [{names}] }}]", siem: false).Errors)
                .ToString().Replace("f:2:", "f:1:"));
    }

    [Theory]
    [InlineData("", 514, null)]
    [InlineData("spool.store = off", 450, null)]
    [InlineData("", 513, "built-in relay.hocon:68:17: relay.edge.in-flight: in-flight 256 MiB, a quarter more for what comes out of the spool, blocks 64 MiB and the program's own 130 MiB are 514 MiB, and there are 513 MiB here")]
    [InlineData("spool.store = off", 449, "built-in relay.hocon:68:17: relay.edge.in-flight: in-flight 256 MiB, blocks 64 MiB and the program's own 130 MiB are 450 MiB, and there are 449 MiB here")]
    [InlineData("blocks = 8192", 2048, "f:2:10: relay.blocks: in-flight 256 MiB, a quarter more for what comes out of the spool, blocks 2 GiB and the program's own 130 MiB are 2498 MiB, and there are 2048 MiB here")]
    public void Should_warn_of_more_memory_than_there_is(string text, int mebibytes, string? expected)
    {
        var result = Read(text, memory: (long)mebibytes << 20);

        Assert.Empty(result.Errors);
        Assert.Equal(expected ?? "", Regex.Replace(string.Join('\n', result.Warnings), @"(?<=hocon):\d+:", ":68:"));
    }

    [Fact]
    public void Should_say_nothing_while_one_of_them_cannot_be_read() => Assert.Equal(
        ["relay.receivers.siem.replay"], Read("blocks = 16, receivers.siem.replay = lots").Errors.Select(error => error.Key));

    private static SettingsResult Read(string text, bool siem = true, long? memory = null)
    {
        var receiver = siem ? "receivers.siem.address = \"tcp://127.0.0.1:5514\"" : "";
        return SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", $"relay {{ edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], {receiver}\n{text}\n}}")],
            Memory = memory,
        });
    }
}
