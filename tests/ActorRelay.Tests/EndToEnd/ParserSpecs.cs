using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;
using ActorRelay.Tests.Syslog;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// CEF and LEEF of every dataset's sample and of random events, read back by parsers that others wrote. What each of them
/// cannot read is written down here, and in docs/receivers.md; all else it has to read as it was meant.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class ParserSpecs
{
    private const int RandomEvents = 400;

    [ParserFact]
    public async Task Should_be_read_by_liblognorm_as_cef() => AssertRead(
        PayloadStyle.Cef, await Parsers.LiblognormAsync(PayloadStyle.Cef, LinesOf(PayloadStyle.Cef)), static _ => true);

    [ParserFact]
    public async Task Should_be_read_by_liblognorm_as_leef() => AssertRead(
        PayloadStyle.Leef, await Parsers.LiblognormAsync(PayloadStyle.Leef, LinesOf(PayloadStyle.Leef)), static _ => true);

    /// <summary>It knows no escapes of CEF: a value with one is cut at its =, or keeps the backslashes.</summary>
    [ParserFact]
    public async Task Should_be_read_by_nsyslog_parser_as_cef() => AssertRead(
        PayloadStyle.Cef, await Parsers.NsyslogAsync(LinesOf(PayloadStyle.Cef)), static value => value.AsSpan().IndexOfAny("=\\\n") < 0);

    /// <summary>It cuts a value at a second =, and loses what is behind a | in one.</summary>
    [ParserFact]
    public async Task Should_be_read_by_nsyslog_parser_as_leef() => AssertRead(
        PayloadStyle.Leef, await Parsers.NsyslogAsync(LinesOf(PayloadStyle.Leef)), static value => !value.Contains('='),
        static parameters => !parameters.Exists(static parameter => parameter.Value.Contains('|')));

    /// <summary>
    /// kv-parser() knows no escapes of CEF and keeps the backslashes; quotes in a value are its own, and a comma and a blank end one.
    /// </summary>
    [ParserFact]
    public async Task Should_be_read_by_syslog_ng_as_cef() => AssertRead(
        PayloadStyle.Cef, await Parsers.SyslogNgAsync(PayloadStyle.Cef, LinesOf(PayloadStyle.Cef)),
        static value => value.AsSpan().IndexOfAny("=\\\n\"'") < 0 && !value.Contains(", ", StringComparison.Ordinal));

    /// <summary>
    /// kv-parser() takes quotes in a value for its own, and a word behind a blank and before an equals sign for the next name, TABs or
    /// not; the blank that follows a backslash at the end of a value goes.
    /// </summary>
    [ParserFact]
    public async Task Should_be_read_by_syslog_ng_as_leef() => AssertRead(
        PayloadStyle.Leef, await Parsers.SyslogNgAsync(PayloadStyle.Leef, LinesOf(PayloadStyle.Leef)),
        static value => value.AsSpan().IndexOfAny("\"'") < 0 && !value.EndsWith(' ') && !(value.Contains(' ') && value.Contains('=')));

    /// <summary>Of each dataset the sample, and random events.</summary>
    private static List<string> LinesOf(PayloadStyle payload)
    {
        var format = Formats.Of(HeaderStyle.Rfc3164, payload, Framing.Newline) with { Hostname = "h" };
        string Line(string record, string dataset) =>
            FormattedLine.Of(record, format, GoldenFile.ContextOf(dataset))["<34>Nov  3 09:05:07 h ".Length..].TrimEnd('\n');
        string[] datasets = ["http_requests", "firewall_events", "gateway_dns", "gateway_http", "gateway_network", "access_requests"];
        return
        [
            .. DatasetCatalogue.All.Select(dataset => Line(GoldenFile.Record(dataset.Name), dataset.Name)),
            .. Enumerable.Range(0, RandomEvents).Select(i =>
                Line(Encoding.UTF8.GetString(new RandomEvent(new Random(i), datasets[i % datasets.Length]).Line()), datasets[i % datasets.Length])),
        ];
    }

    private static void AssertRead(
        PayloadStyle payload, List<Dictionary<string, string>> answers, Func<string, bool> canRead,
        Func<List<(string Name, string Value)>, bool>? canReadRecord = null)
    {
        var lines = LinesOf(payload);
        Assert.Equal(lines.Count, answers.Count);
        var read = 0;
        foreach (var (line, answer) in lines.Zip(answers))
        {
            var (_, parameters, _) = ParameterReader.Read(payload, line);
            if (canReadRecord?.Invoke(parameters) == false)
            {
                continue;
            }

            foreach (var (name, value) in parameters.Where(parameter => canRead(parameter.Value)))
            {
                read++;
                Assert.True(answer.GetValueOrDefault(name) == value, $"{name} is {answer.GetValueOrDefault(name)} and not {value}: {line}");
            }
        }

        Assert.InRange(read, 5000, int.MaxValue);
    }
}
