using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A profile and its receiver, whose limits nobody has raised: records of every length around them arrive as one message
/// each, shortened where they must be. And under RFC 3164 what stands for HOSTNAME is read as that.
/// </summary>
[Collection(EndToEndCollection.Name)]
public sealed class UsualLimitsSpecs
{
    [ReceiverFact]
    public Task Should_fit_what_rsyslog_takes() => AssertFitsAsync(
        new ConfiguredDaemon("rsyslogd", (port, folder, file) => $"""
            global(workDirectory="{folder}" parser.escapeControlCharactersOnReceive="off")
            main_queue(queue.type="Direct")
            module(load="imptcp")
            template(name="as-it-came" type="string" string="%rawmsg%\n")
            input(type="imptcp" address="127.0.0.1" port="{port}")
            action(type="omfile" file="{file}" template="as-it-came")

            """),
        "rsyslog",
        limit: 8096);

    [ReceiverFact]
    public Task Should_fit_what_syslog_ng_takes() => AssertFitsAsync(
        new ConfiguredDaemon("syslog-ng", (port, _, file) => $$"""
            @version: current
            source arriving { syslog(ip("127.0.0.1") port({{port}}) transport("tcp") flags(no-parse)); };
            destination arrived { file("{{file}}" template("${MSG}\n") template-escape(no)); };
            log { source(arriving); destination(arrived); flags(flow-control); };

            """),
        "syslog-ng",
        limit: 65536);

    [ReceiverFact]
    public async Task Should_be_read_as_host_names_by_rsyslog() => await AssertHostsAsync(new ConfiguredDaemon("rsyslogd", (port, folder, file) => $"""
        global(workDirectory="{folder}")
        main_queue(queue.type="Direct")
        module(load="imptcp")
        template(name="host" type="string" string="%hostname% [%programname%] %msg%\n")
        input(type="imptcp" address="127.0.0.1" port="{port}")
        action(type="omfile" file="{file}" template="host")

        """));

    [ReceiverFact]
    public async Task Should_be_read_as_host_names_by_syslog_ng() => await AssertHostsAsync(new ConfiguredDaemon("syslog-ng", (port, _, file) => $$"""
        @version: current
        options { keep-hostname(yes); use-dns(no); };
        source arriving { network(ip("127.0.0.1") port({{port}}) transport("tcp")); };
        destination arrived { file("{{file}}" template("${HOST} [${PROGRAM}] ${MSG}\n") template-escape(no)); };
        log { source(arriving); destination(arrived); flags(flow-control); };

        """));

    private static async Task AssertFitsAsync(ConfiguredDaemon receiver, string profile, int limit)
    {
        await using var daemon = receiver;
        await daemon.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""siem { address = "{{daemon.Address}}", profile = "{{profile}}", connections = 1 }""",
        });
        int[] lengths = [.. Enumerable.Range(limit - 300, 400), limit + 96, limit + 1904, 3 * limit, 200_000];
        var body = string.Concat(lengths.Select((length, i) =>
            $$"""{"EdgeStartTimestamp":"2026-11-30T22:00:00.123456789Z","Number":{{i}},"ClientRequestURI":"/{{new string('a', length)}}"}""" + "\n"));

        (await relay.Logpush.PostAsync("http_requests", GzipBytes.Of(body))).AssertConfirmed(lengths.Length);
        await daemon.Arrived.ReachesAsync(lengths.Length);
        await relay.StopAsync();
        await daemon.StopAsync();

        var lines = daemon.Arrived.Read().Select(line => Encoding.UTF8.GetString(line.Span)).ToList();
        Assert.Equal(lengths.Length, lines.Count);
        Assert.All(lines.Select((line, i) => (line, i)), item =>
        {
            Assert.StartsWith("<134>1 2026-11-30T22:00:00.123456Z ", item.line, StringComparison.Ordinal);
            Assert.Contains($"\"Number\":{item.i},", item.line, StringComparison.Ordinal);
            Assert.EndsWith("}", item.line, StringComparison.Ordinal);
            Assert.True(Encoding.UTF8.GetByteCount(item.line) <= limit);
        });
    }

    private static async Task AssertHostsAsync(ConfiguredDaemon receiver)
    {
        await using var daemon = receiver;
        await daemon.StartAsync();
        await using var relay = await RelayProcess.StartReadyAsync(new RelayConfig
        {
            Receivers = $$"""siem { address = "{{daemon.Address}}", hostname = "{DeviceName}", app-name = "relay", connections = 1 }""",
        });
        string[] names = ["\"PC-1\"", "\"sudo:\"", "\"2001:db8::1\"", "\"-\"", "\"[::1]\"", "\"a b\"", "null", "\"たろうのPC\"", "\":\"", "\"x.example.com\""];
        var body = string.Concat(names.Select(name => $$"""{"Datetime":"2026-11-30T22:00:00Z","DeviceName":{{name}},"Action":"allow"}""" + "\n"))
            + """{"Datetime":"2026-11-30T22:00:00Z","Action":"allow"}""" + "\n";

        (await relay.Logpush.PostAsync("gateway_http", GzipBytes.Of(body))).AssertConfirmed(names.Length + 1);
        await daemon.Arrived.ReachesAsync(names.Length + 1);

        Assert.Equal(
            [
                "PC-1", "sudo", "2001_db8__1", "gateway_http", "1", "a_b", "gateway_http", "PC", "gateway_http", "x.example.com",
                "gateway_http",
            ],
            daemon.Arrived.Read().Select(line => Encoding.UTF8.GetString(line.Span)).Select(line =>
            {
                Assert.Contains(" [relay] ", line, StringComparison.Ordinal);
                Assert.Contains("Action=\"allow\"", line, StringComparison.Ordinal);
                return line[..line.IndexOf(' ')];
            }));
    }
}
