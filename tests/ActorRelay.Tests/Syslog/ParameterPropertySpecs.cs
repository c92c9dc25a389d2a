using System.Globalization;
using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

/// <summary>
/// CEF, LEEF and structured data of random records, read back by the words of the standards, against the oracle; in
/// memory that ends where it may not be touched, with random room. ACTORRELAY_PROPERTY_CASES and ACTORRELAY_PROPERTY_SEED
/// as for <see cref="LineFormatterPropertySpecs"/>.
/// </summary>
public sealed class ParameterPropertySpecs
{
    private const int Slack = LineFormatter.Slack;
    private const byte Untouched = 0xA5;

    private static readonly PayloadStyle[] Payloads = [PayloadStyle.Cef, PayloadStyle.Leef, PayloadStyle.StructuredData];

    private static readonly string[] Datasets =
    [
        "http_requests", "firewall_events", "gateway_dns", "gateway_http", "gateway_network", "zero_trust_network_sessions",
        "access_requests", "audit_logs", "dns_logs", "a.dataset-of_ones.own",
    ];

    private static readonly int Cases = Setting("ACTORRELAY_PROPERTY_CASES", 30_000);
    private static readonly int Seed = Setting("ACTORRELAY_PROPERTY_SEED", 20261201);

    [Fact]
    public void Should_agree_with_the_oracle_and_stay_inside_its_memory() => ForMany((random, _) => 0, (line, format, context, message) =>
    {
        var fields = JsonOracle.ReadRecord(line)!;
        var severity = SeverityOracle.Priority(format, context.Dataset, fields) % 8;
        var (before, parameters, behind) = Read(format, message);
        Assert.Equal(new ParameterOracle(format, context.Dataset).Write(fields, severity), parameters);
        Assert.Equal(parameters.Count, parameters.DistinctBy(static parameter => parameter.Name).Count());
        Assert.DoesNotContain(parameters, static parameter => parameter.Value.Length == 0);
        Assert.Equal(format.Payload == PayloadStyle.StructuredData ? context.Dataset : "", behind);
        Assert.StartsWith(
            format.Payload switch
            {
                PayloadStyle.Cef => $"CEF:0|Cloudflare|Logpush|1|{context.Dataset}",
                PayloadStyle.Leef => $"LEEF:1.0|Cloudflare|Logpush|1|{context.Dataset}|",
                _ => "cloudflare@32473",
            },
            before, StringComparison.Ordinal);
    });

    [Fact]
    public void Should_shorten_to_the_limit_and_say_what() => ForMany((random, _) => random.Next(1024, 2500), (line, format, context, message) =>
    {
        var whole = Read(format, FormattedLine.Of(Encoding.UTF8.GetString(line), format with { MaxMessage = 0 }, context)).Parameters;
        var (_, parameters, _) = Read(format, message);
        Assert.InRange(Encoding.UTF8.GetByteCount(message) - 1, 1, format.MaxMessage);
        var left = parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value);
        var names = left.GetValueOrDefault(format.Payload == PayloadStyle.Cef ? "shortened" : "_shortened")?.Split(',') ?? [];
        var touched = whole.Where(parameter => left.GetValueOrDefault(parameter.Name) != parameter.Value)
            .Select(static parameter => parameter.Name)
            .Where(name => !name.EndsWith("Label", StringComparison.Ordinal) || !whole.Exists(parameter => $"{parameter.Name}Label" == name)).ToList();
        var counted = names.Length > 0 && names[^1][0] == '+' ? int.Parse(names[^1], CultureInfo.InvariantCulture) : 0;
        Assert.Equal(touched.Count, names.Length - (counted > 0 ? 1 : 0) + counted);
        Assert.Equal(touched.Take(names.Length - (counted > 0 ? 1 : 0)), names.Where(static name => name[0] != '+'));
        Assert.All(touched.Where(left.ContainsKey), name => AssertCut(whole.Single(parameter => parameter.Name == name).Value, left[name]));
        Assert.All(whole.Where(parameter => format.Keep.Names.Contains(parameter.Name)), kept => Assert.True(
            left.GetValueOrDefault(kept.Name) == kept.Value || parameters.Count < 8, "what is to be kept was touched"));
        Assert.Equal(
            left.Keys.Where(static name => name.EndsWith("Label", StringComparison.Ordinal) && name[0] == 'c').Select(static name => name[..^5]).Where(whole.Select(static p => p.Name).Contains),
            left.Keys.Where(name => whole.Exists(parameter => parameter.Name == $"{name}Label")));
    });

    private static void AssertCut(string whole, string left)
    {
        if (left.StartsWith('<'))
        {
            Assert.Matches("^<[0-9]+ bytes>$", left);
            return;
        }

        Assert.EndsWith("…", left);
        Assert.StartsWith(left[..^1], whole, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(left) >= 32 / 2 + 3, $"too little is left: {left}");
    }

    private static (string Before, List<(string Name, string Value)> Parameters, string Behind) Read(OutputFormat format, string message) =>
        ParameterReader.Read(format.Payload, message.TrimEnd('\n')[(format.Header == HeaderStyle.Rfc3164 ? "<34>Nov  3 09:05:07 h " : "<34>1 2026-11-03T09:05:07.000000+09:00 h - - - ").Length..]);

    private static void ForMany(
        Func<Random, int, int> limit, Action<byte[], OutputFormat, LineContext, string> check)
    {
        using var source = new GuardedMemory(256 * 1024);
        using var destination = new GuardedMemory(512 * 1024);
        var formatters = new Dictionary<(PayloadStyle, string, int), (OutputFormat, LineContext, LineFormatter)>();
        for (var i = 0; i < Cases; i++)
        {
            var seed = unchecked(Seed + i * 7919);
            var random = new Random(seed);
            var payload = random.GetItems(Payloads, 1)[0];
            var dataset = random.GetItems(Datasets, 1)[0];
            var variant = random.Next(8);
            if (!formatters.TryGetValue((payload, dataset, variant), out var output))
            {
                formatters[(payload, dataset, variant)] = output = Create(payload, dataset, limit(new Random(variant), i), new Random(variant));
            }

            var (format, context, formatter) = output;
            var line = random.Next(2) == 0 ? new RandomEvent(random, dataset).Line() : new RandomRecord(random).Line();
            if (JsonOracle.ReadRecord(line) is null || LineOracle.Line(line, Formats.Of(HeaderStyle.Rfc3164, PayloadStyle.Json, Framing.Newline), context) is null)
            {
                continue;
            }

            try
            {
                if (Format(random, line, formatter, source, destination) is { } message)
                {
                    // The header has the time of receipt in this spec: its own have others.
                    check(line, format, context, message);
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"ACTORRELAY_PROPERTY_SEED={seed} ACTORRELAY_PROPERTY_CASES=1: {payload} {dataset} {variant}: {Encoding.UTF8.GetString(line)}\n{e}");
            }
        }
    }

    private static (OutputFormat, LineContext, LineFormatter) Create(PayloadStyle payload, string dataset, int limit, Random random)
    {
        string[] names = ["ClientIP", "URL", "Action", "a.b", "キー"];
        var format = Formats.Of(payload == PayloadStyle.StructuredData ? HeaderStyle.Rfc5424 : HeaderStyle.Rfc3164, payload, Framing.Newline) with
        {
            Hostname = "h",
            AppName = "",
            First = random.Next(2) == 0 ? default : new FieldNames(["Action", "a.b", "RayID"]),
            Keep = random.Next(2) == 0 ? default : new FieldNames([.. random.GetItems(names, 2).Distinct()]),
            EventTimeField = payload == PayloadStyle.StructuredData && random.Next(3) == 0 ? EventTimeStyle.Unix : EventTimeStyle.AsSent,
            MaxMessage = limit,
            Severity = new SeverityRule([new SeverityTest("Action", SeverityMatch.Is, "block", 4), new SeverityTest("Action", SeverityMatch.Is, "true", 3)], 6),
        };
        var context = new LineContext(dataset, "zone1", "relay1", InputStyle.Json, new DateTimeOffset(2026, 11, 3, 0, 5, 7, TimeSpan.Zero));
        return (format, context, new LineFormatter(format, context));
    }

    /// <returns>The message, with the time of receipt in its header whatever the record's is.</returns>
    private static string? Format(
        Random random, byte[] line, LineFormatter formatter, GuardedMemory sourceMemory, GuardedMemory destinationMemory)
    {
        var source = sourceMemory.Last(line.Length + 1 + Slack);
        random.NextBytes(source);
        line.CopyTo(source);
        source[line.Length] = (byte)'\n';
        var room = random.Next(2) == 0 ? random.Next(2 * line.Length + 500) : 5 * line.Length + 8000;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var around = destinationMemory.Last(room + Slack + 256);
            around.Fill(Untouched);
            var result = formatter.Format(source, around[256..]);
            Assert.False(around[..256].ContainsAnyExcept(Untouched), "wrote before the destination");
            Assert.InRange(result.Written, 0, room);
            if (result.Status == LineStatus.Full)
            {
                Assert.True(result.Needed > room, $"needs {result.Needed}, had {room}");
                Assert.Equal(0, attempt);
                room = result.Needed;
                continue;
            }

            Assert.Equal(LineStatus.Written, result.Status);
            var text = Encoding.UTF8.GetString(around.Slice(256, result.Written));
            var time = text[4..].StartsWith("1 ", StringComparison.Ordinal) ? "<34>1 2026-11-03T09:05:07.000000+09:00" : "<34>Nov  3 09:05:07";
            return time + text[time.Length..];
        }

        return null;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
