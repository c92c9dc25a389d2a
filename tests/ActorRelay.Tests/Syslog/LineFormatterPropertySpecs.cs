using System.Globalization;
using System.Text;
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
    private const int Formatters = 2048;

    /// <summary>What must be in some messages, or the cases prove too little.</summary>
    private static readonly string[] Marks =
        ["_shortened=[", "_shortened=\"[", "_shortened.0=", "\"_shortened\":[", " bytes>\"", "…\"", "\"+1", "=\"[", "=\"{", ".0=", "<3>"];

    private static readonly DateTimeOffset Received = new(2026, 11, 3, 9, 5, 7, 123, TimeSpan.Zero);

    private static readonly int Cases = Setting("ACTORRELAY_PROPERTY_CASES", 200_000);
    private static readonly int Seed = Setting("ACTORRELAY_PROPERTY_SEED", 20261103);

    [Fact]
    public void Should_agree_with_the_oracle_and_stay_inside_its_memory()
    {
        using var source = new GuardedMemory(128 * 1024);
        using var destination = new GuardedMemory(256 * 1024);
        var outputs = Outputs(new Random(1)).ToList();
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < Cases; i++)
        {
            var seed = unchecked(Seed + i * 7919);
            var random = new Random(seed);
            var (format, context, formatter) = outputs[random.Next(outputs.Count)];
            var line = new RandomRecord(random).Line();
            try
            {
                Count(seen, Check(random, line, format, context, formatter, source, destination));
            }
            catch (Exception e)
            {
                Assert.Fail($"ACTORRELAY_PROPERTY_SEED={seed} ACTORRELAY_PROPERTY_CASES=1: {format with { TimeZone = TimeZoneInfo.Utc }} "
                    + $"{context.Dataset} {context.Input}: {Convert.ToHexString(line)}\n{Encoding.UTF8.GetString(line)}\n{e}");
            }
        }

        if (Cases >= 100_000)
        {
            Assert.All(Marks, mark => Assert.True(seen.GetValueOrDefault(mark) > Cases / 10_000, $"saw {mark} too rarely"));
        }
    }

    private static void Count(Dictionary<string, int> seen, string message)
    {
        foreach (var mark in Marks.Where(mark => message.Contains(mark, StringComparison.Ordinal)))
        {
            seen[mark] = seen.GetValueOrDefault(mark) + 1;
        }
    }

    /// <returns>The message; nothing when there is none.</returns>
    private static string Check(
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
        var result = Format(formatter, source, destinationMemory, room, out var written);
        Assert.True(before.AsSpan().SequenceEqual(source), "the source was written to");
        if (result.Status == LineStatus.Full)
        {
            Assert.Equal((0, 0), (result.Consumed, result.Written));
            Assert.True(result.Needed > room, $"needs {result.Needed}, had {room}");
            Assert.True(result.Needed >= (expected?.Length ?? 0), $"needs only {result.Needed} of {expected?.Length}");
            var most = line.Length * 12 + 1000 + (format.Nested == NestedStyle.Flatten ? 64 * 1024 : 0);
            Assert.True(result.Needed <= most, $"needs as much as {result.Needed}");
            Assert.Equal(LineNotes.None, result.Notes);
            result = Format(formatter, source, destinationMemory, result.Needed, out written);
        }

        Assert.Equal(line.Length + 1, result.Consumed);
        switch (result.Status)
        {
            case LineStatus.Written:
                Assert.False(blank);
                Assert.True(expected is not null, "accepted what the oracle refuses");
                Assert.Equal(expected, written);
                Assert.Equal(LineOracle.Notes(line, format, context), result.Notes);
                return Encoding.UTF8.GetString(written);
            case LineStatus.Blank:
                Assert.True(blank);
                break;
            default:
                Assert.Equal(LineStatus.Bad, result.Status);
                Assert.True(expected is null && !blank, "refused what the oracle accepts");
                Assert.NotEqual(RecordError.None, result.Error);
                Assert.True(isValid ? result.Error != RecordError.InvalidUtf8 : result.Error is RecordError.InvalidUtf8 or RecordError.NotAnObject);
                Assert.InRange(result.ErrorOffset, 0, line.Length);
                Assert.Equal(result.Error, context.Input is InputStyle.Text ? RecordError.InvalidUtf8 : RecordDiagnosis.Explain(line, out _));
                break;
        }

        return "";
    }

    private static LineResult Format(
        LineFormatter formatter, ReadOnlySpan<byte> source, GuardedMemory memory, int room, out byte[] written)
    {
        var around = memory.Last(room + Slack + 256);
        around.Fill(Untouched);
        var result = formatter.Format(source, around[256..]);
        Assert.False(around[..256].ContainsAnyExcept(Untouched), "wrote before the destination");
        Assert.InRange(result.Written, 0, room);
        written = around.Slice(256, result.Written).ToArray();
        return result;
    }

    private static IEnumerable<(OutputFormat Format, LineContext Context, LineFormatter Formatter)> Outputs(Random random)
    {
        string[] datasets = ["gateway_http", "http_requests", "zero_trust_network_sessions", "unknown"];
        for (var i = 0; i < Formatters; i++)
        {
            var format = RandomFormat.Create(random, (HeaderStyle)(i % 2), (PayloadStyle)(i / 2 % 2), (Framing)(i / 4 % 2));
            var input = i % 16 == 0 ? InputStyle.Text : InputStyle.Json;
            var context = new LineContext(datasets[i / 8 % datasets.Length], "zone1", "relay1", input, Received);
            yield return (format, context, new LineFormatter(format, context));
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
