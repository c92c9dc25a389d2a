using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorRelay.Records;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Structured data as rsyslog and syslog-ng themselves read it: of every dataset's sample, and of names and values that they
/// are known to read otherwise. What they make of it is compared, parameter by parameter, with what the records say.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class StructuredDataSpecs
{
    private const string Id = "cloudflare@32473";

    /// <summary>
    /// Names over 32 characters, with a dot, that differ in case alone, or come twice; values with all that is escaped; and more
    /// fields than there may be parameters.
    /// </summary>
    private static readonly string[] Odd =
    [
        """{"OriginResponseHeaderReceiveDurationMs":1,"OriginResponseHeaderReceiveDurationUs":2,"OriginTLSCertificateValidationResult":"VALID"}""",
        """{"x":"1","a.b":"2","y":"3","a_b":"4","DateTime":"5","Datetime":"6","x":"7","dataset":"8","more":"9","キー":"10"}""",
        """{"q":"a \"b\" ] c\\ \\n [d e=\"f\"] \\","n":"a\nb\tc","é":"たろう","e":"","z":null,"l":[1,"]"],"o":{"a":"\\\""}}""",
        "{" + string.Join(',', Enumerable.Range(0, 400).Select(static i => $"\"f{i}\":{i}")) + "}",
    ];

    [ReceiverFact]
    public async Task Should_be_read_by_rsyslog()
    {
        await using var daemon = new ConfiguredDaemon("rsyslogd", (port, folder, file) => $"""
            global(workDirectory="{folder}" maxMessageSize="64k")
            main_queue(queue.type="Direct")
            module(load="imptcp")
            module(load="mmpstrucdata")
            template(name="read" type="list") {"{"} property(name="$!rfc5424-sd") constant(value="\n") {"}"}
            input(type="imptcp" address="127.0.0.1" port="{port}")
            action(type="mmpstrucdata")
            action(type="omfile" file="{file}" template="read")

            """);

        await AssertReadAsync(daemon, "rsyslog", static (line, expected) =>
        {
            var element = JsonDocument.Parse(line).RootElement.GetProperty(Id);
            Assert.Equal(
                expected.ToDictionary(static parameter => parameter.Name.ToLowerInvariant(), static parameter => parameter.Value),
                element.EnumerateObject().ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value.GetString()!));
        });
    }

    [ReceiverFact]
    public async Task Should_be_read_by_syslog_ng()
    {
        await using var daemon = new ConfiguredDaemon("syslog-ng", (port, _, file) => $$"""
            @version: current
            source arriving { syslog(ip("127.0.0.1") port({{port}}) transport("tcp")); };
            destination arrived { file("{{file}}" template("$MSG ${SDATA}\n") template-escape(no)); };
            log { source(arriving); destination(arrived); flags(flow-control); };

            """);

        await AssertReadAsync(daemon, "syslog-ng", static (line, expected) =>
        {
            var (message, data) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
            var (id, parameters, behind) = ParameterReader.Read(PayloadStyle.StructuredData, $"{data} ");
            Assert.Equal((Id, ""), (id, behind));
            Assert.Equal(message, expected.Single(static parameter => parameter.Name == "dataset").Value);
            Assert.Equal(expected.OrderBy(static parameter => parameter.Name, StringComparer.Ordinal), parameters.OrderBy(static parameter => parameter.Name, StringComparer.Ordinal));
        });
    }

    private static async Task AssertReadAsync(
        ConfiguredDaemon daemon, string profile, Action<string, List<(string Name, string Value)>> assertRead)
    {
        await daemon.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""siem { address = "{{daemon.Address}}", profile = "{{profile}}", payload = "structured-data", connections = 1 }""",
        });
        List<(string Dataset, string Record)> records =
        [
            .. DatasetCatalogue.All.Select(static dataset => (dataset.Name, GoldenFile.Record(dataset.Name))),
            .. Odd.Select(static record => ("a.dataset-of_ones.own_with_a_long_name", record)),
        ];
        var arrived = 0;
        foreach (var (dataset, record) in records)
        {
            (await relay.Logpush.PostAsync(dataset, GzipBytes.Of(record + "\n"))).AssertConfirmed(1);
            await daemon.Arrived.ReachesAsync(++arrived);
        }

        await relay.StopAsync();
        await daemon.StopAsync();
        var format = Formats.Of(HeaderStyle.Rfc5424, PayloadStyle.StructuredData, Framing.OctetCounting);
        Assert.All(File.ReadLines(daemon.Arrived.Path).Zip(records), pair => assertRead(
            pair.First, Expected(format, pair.Second.Dataset, pair.Second.Record)));
    }

    private static List<(string Name, string Value)> Expected(OutputFormat format, string dataset, string record)
    {
        var fields = JsonOracle.ReadRecord(Encoding.UTF8.GetBytes(record))!;
        var all = new ParameterOracle(format, dataset).Write(fields, severity: 6);
        return all.Count < 255
            ? all
            : [.. all.Take(253), ("more", "{" + string.Join(',', all.Skip(253).Select(static parameter => $"\"{parameter.Name}\":{parameter.Value.ToString(CultureInfo.InvariantCulture)}")) + "}")];
    }
}
