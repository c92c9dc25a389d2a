using System.Globalization;
using System.Text.Unicode;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// The formatter against the oracle on random lines, in random places, with random room. ACTORRELAY_PROPERTY_CASES says
/// how many, ACTORRELAY_PROPERTY_SEED which; a failure names the seed of its one case.
/// </summary>
public sealed class LineFormatterPropertySpecs
{
    private const int Slack = LineFormatter.Slack;
    private const byte Untouched = 0xA5;
    private static readonly DateTimeOffset Received = new(2026, 11, 3, 9, 5, 7, 123, TimeSpan.Zero);

    private static readonly int Cases = Setting("ACTORRELAY_PROPERTY_CASES", 200_000);
    private static readonly int Seed = Setting("ACTORRELAY_PROPERTY_SEED", 20261103);

    [Fact]
    public void Should_agree_with_the_oracle_and_stay_inside_its_memory()
    {
        using var source = new GuardedMemory(128 * 1024);
        using var destination = new GuardedMemory(256 * 1024);
        var outputs = Outputs().ToList();
        for (var i = 0; i < Cases; i++)
        {
            var seed = unchecked(Seed + i * 7919);
            var random = new Random(seed);
            var (format, context, formatter) = outputs[random.Next(outputs.Count)];
            var line = new RandomRecord(random).Line();
            try
            {
                Check(random, line, format, context, formatter, source, destination);
            }
            catch (Exception e)
            {
                Assert.Fail($"ACTORRELAY_PROPERTY_SEED={seed} ACTORRELAY_PROPERTY_CASES=1: {format.Header} {format.Payload} "
                    + $"{format.Framing} {context.Dataset} {context.Input}: {Convert.ToHexString(line)}\n{e}");
            }
        }
    }

    private static void Check(
        Random random, byte[] line, OutputFormat format, LineContext context, LineFormatter formatter,
        GuardedMemory sourceMemory, GuardedMemory destinationMemory)
    {
        var others = random.Next(3) == 0 ? random.Next(200) : 0;
        var source = sourceMemory.Last(line.Length + 1 + others + Slack);
        random.NextBytes(source);
        line.CopyTo(source);
        source[line.Length] = (byte)'\n';
        source[^(Slack + 1)] = (byte)'\n';
        var before = source.ToArray();

        var isValid = Utf8.IsValid(line);
        var expected = LineOracle.Framed(line, format, context);
        var blank = LineOracle.IsBlank(line, context);
        var room = random.Next(3) switch
        {
            0 => random.Next(line.Length + 200),
            1 => (expected?.Length ?? 100) + random.Next(-2, 100),
            _ => line.Length * 3 + 1000 + random.Next(200),
        };
        room = Math.Max(0, room);
        if (!isValid && random.Next(2) == 0)
        {
            // Nothing is promised to a caller that did not check, but that it stays inside its memory.
            Format(formatter, source, validUtf8: true, destinationMemory, room, out _);
            return;
        }

        var receiveTimeUsed = formatter.ReceiveTimeUsed;
        var validUtf8 = isValid && random.Next(2) == 0;
        var result = Format(formatter, source, validUtf8, destinationMemory, room, out var written);
        Assert.True(before.AsSpan().SequenceEqual(source), "the source was written to");
        if (result.Status == LineStatus.Full)
        {
            Assert.Equal((0, 0), (result.Consumed, result.Written));
            Assert.True(result.Needed > room, $"needs {result.Needed}, had {room}");
            Assert.True(result.Needed >= (expected?.Length ?? 0), $"needs only {result.Needed} of {expected?.Length}");
            Assert.True(result.Needed <= line.Length * 6 + 500, $"needs as much as {result.Needed}");
            Assert.Equal(receiveTimeUsed, formatter.ReceiveTimeUsed);
            result = Format(formatter, source, validUtf8, destinationMemory, result.Needed, out written);
        }

        Assert.Equal(line.Length + 1, result.Consumed);
        switch (result.Status)
        {
            case LineStatus.Written:
                Assert.False(blank);
                Assert.True(expected is not null, "accepted what the oracle refuses");
                Assert.Equal(expected, written);
                break;
            case LineStatus.Blank:
                Assert.True(blank);
                break;
            default:
                Assert.Equal(LineStatus.Bad, result.Status);
                Assert.True(expected is null && !blank, "refused what the oracle accepts");
                Assert.NotEqual(RecordError.None, result.Error);
                Assert.Equal(isValid, result.Error != RecordError.InvalidUtf8);
                Assert.InRange(result.ErrorOffset, 0, line.Length);
                Assert.Equal(result.Error, RecordDiagnosis.Explain(line, out _));
                break;
        }
    }

    private static LineResult Format(
        LineFormatter formatter, ReadOnlySpan<byte> source, bool validUtf8, GuardedMemory memory, int room, out byte[] written)
    {
        var around = memory.Last(room + Slack + 256);
        around.Fill(Untouched);
        var result = formatter.Format(source, validUtf8, around[256..]);
        Assert.False(around[..256].ContainsAnyExcept(Untouched), "wrote before the destination");
        Assert.InRange(result.Written, 0, room);
        written = around.Slice(256, result.Written).ToArray();
        return result;
    }

    private static IEnumerable<(OutputFormat Format, LineContext Context, LineFormatter Formatter)> Outputs()
    {
        foreach (var header in Enum.GetValues<HeaderStyle>())
        {
            foreach (var payload in Enum.GetValues<PayloadStyle>())
            {
                foreach (var framing in Enum.GetValues<Framing>())
                {
                    foreach (var dataset in new[] { "gateway_http", "http_requests", "zero_trust_network_sessions", "unknown" })
                    {
                        var format = Formats.Of(header, payload, framing);
                        var input = dataset == "unknown" && framing == Framing.Newline ? InputStyle.Text : InputStyle.Json;
                        var context = new LineContext(dataset, "zone1", "relay1", input, Received);
                        yield return (format, context, new LineFormatter(format, context));
                    }
                }
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
