using System.Net;
using ActorRelay.Configuration;
using ActorRelay.Syslog;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Tests.Configuration;

public sealed class SettingsReaderSpecs
{
    internal const string Minimal = """
        relay {
          edge { secrets = ["uAhX0dYxq4Nn8sT2bVwZ"] }
          receivers { siem { address = "tcp://127.0.0.1:5514" } }
        }
        """;

    [Fact]
    public void Should_have_the_defaults_of_the_design()
    {
        var settings = SettingsReader.Read(new SettingsInput { Texts = [("f", Minimal)], WorkingDirectory = "/srv" }).Valid();

        Assert.Equal("/srv/state", settings.StateDir);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.StopTimeout);
        Assert.Equal(256, settings.Blocks);
        Assert.Equal([new ListenAddress(false, IPAddress.Loopback, 8080)], settings.Edge.Listen.AsEnumerable());
        Assert.Null(settings.Edge.Tls);
        Assert.Equal("X-Logpush-Auth", settings.Edge.SecretHeader);
        Assert.Empty(settings.Edge.AllowFrom);
        Assert.Empty(settings.Edge.TrustedProxies);
        Assert.Equal(320L << 20, settings.Edge.MaxBody);
        Assert.Equal(1200L << 20, settings.Edge.MaxInflated);
        Assert.Equal(4 << 20, settings.Edge.MaxLine);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.Edge.UploadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(8), settings.Edge.Deadline);
        var siem = Assert.Single(settings.Receivers);
        Assert.Equal("siem", siem.Name);
        Assert.Equal([new ReceiverAddress("127.0.0.1", 5514)], siem.Addresses.AsEnumerable());
        Assert.Equal(2, siem.Connections);
        Assert.Equal(TimeSpan.FromSeconds(60), siem.StallTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), siem.DownAfter);
        var route = Assert.Single(settings.Routes);
        Assert.Equal(["*"], route.Datasets.AsEnumerable());
        Assert.Equal(["siem"], route.Receivers.AsEnumerable());
        Assert.Equal(new ListenAddress(false, IPAddress.Loopback, 9180), settings.Inspection.Listen);
        Assert.Equal(new LogSettings { Level = LogLevel.Information, Json = false }, settings.Log);
        Assert.Equal("", settings.AkkaHocon);
    }

    [Fact]
    public void Should_give_each_profile_its_format()
    {
        Assert.Equal(OutputProfiles.Alog, Format(""));
        Assert.Equal(OutputProfiles.Alog, Format("profile = alog"));
        Assert.Equal(OutputProfiles.Rsyslog, Format("profile = rsyslog"));
        Assert.Equal(OutputProfiles.SyslogNg, Format("profile = syslog-ng"));
        Assert.All(OutputProfiles.All, profile => Assert.Equal(profile.Format, Format($"profile = {profile.Name}")));
    }

    [Fact]
    public void Should_let_each_part_of_a_profile_be_set_by_itself()
    {
        var profile = Format("profile = rsyslog");
        Assert.Equal(profile with { Header = HeaderStyle.Rfc3164 }, Format("profile = rsyslog, header = rfc3164"));
        Assert.Equal(profile with { Payload = PayloadStyle.KeyValue }, Format("profile = rsyslog, payload = key-value"));
        Assert.Equal(profile with { Framing = Framing.OctetCounting }, Format("profile = rsyslog, framing = octet-counting"));
        Assert.Equal(profile with { Priority = 34, Severity = null }, Format("profile = rsyslog, priority = auth.crit"));
        Assert.Equal(profile with { Priority = 0, Severity = null }, Format("profile = rsyslog, priority = 0"));
        Assert.Equal(
            profile with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") },
            Format("profile = rsyslog, time-zone = Europe/Berlin"));
        Assert.Equal(profile with { Hostname = "relay-{source}" }, Format("profile = rsyslog, hostname = \"relay-{source}\""));
        Assert.Equal(profile with { AppName = "" }, Format("profile = rsyslog, app-name = \"\""));
        Assert.Equal(profile with { MsgId = "x" }, Format("profile = rsyslog, msgid = x"));
        Assert.Equal(profile with { MaxMessage = 0 }, Format("profile = rsyslog, max-message = 0"));
    }

    [Fact]
    public void Should_read_how_values_are_written()
    {
        var alog = OutputProfiles.Alog;
        Assert.Equal(alog with { Quote = QuoteStyle.All }, Format("quote = all"));
        Assert.Equal(alog with { Nested = NestedStyle.Quoted }, Format("nested = quoted"));
        Assert.Equal(alog with { Nested = NestedStyle.Flatten }, Format("nested = flatten"));
        Assert.Equal(alog with { Null = NullStyle.Empty }, Format("null = empty"));
        Assert.Equal(alog with { Null = NullStyle.Drop }, Format("null = drop"));
        Assert.Equal(alog with { EventTimeField = EventTimeStyle.Unix }, Format("event-time-field = unix"));
        Assert.Equal(alog with { First = new FieldNames(["URL", "Action"]) }, Format("first = [URL, Action]"));
        Assert.Equal(
            alog with { MaxMessage = 2048, Keep = new FieldNames(["URL"]) }, Format("max-message = 2 KiB, keep = URL"));
    }

    [Fact]
    public void Should_read_where_the_severity_comes_from()
    {
        var rsyslog = OutputProfiles.Rsyslog;
        Assert.Equal(rsyslog with { Priority = 4 * 8 + 6 }, Format("profile = rsyslog, priority { facility = auth }"));
        Assert.Equal(rsyslog with { Priority = 16 * 8 + 5, Severity = null }, Format("profile = rsyslog, priority { severity = notice }"));
        Assert.Equal(
            OutputProfiles.Alog with { Priority = 17 * 8 + 2, Severity = SeverityRule.ByDataset },
            Format("priority { facility = local1, severity = dataset }"));
        Assert.Equal(
            OutputProfiles.Alog with
            {
                Severity = new SeverityRule(
                    [
                        new SeverityTest("Action", SeverityMatch.Is, "block", 4),
                        new SeverityTest("Action", SeverityMatch.Is, "a b", 3),
                    ],
                    7),
            },
            Format("priority.severity { field = Action, map { block = warning, \"a b\" = 3 }, default = debug }"));
        Assert.Equal(6, Format("priority.severity { field = Action, map { block = warning } }").Severity!.Default);
    }

    [Fact]
    public void Should_read_a_list_or_a_text()
    {
        Assert.Equal(
            ["0.0.0.0:80", "[::1]:81", ":82"],
            Read("edge.listen = [\"http://0.0.0.0:80\", \"http://[::1]:81\", \"http://*:82\"]")
                .Edge.Listen.Select(l => l.Address is null ? $":{l.Port}" : new IPEndPoint(l.Address, l.Port).ToString()));
        Assert.Equal(9, Assert.Single(Read("edge.listen = \"http://localhost:9\"").Edge.Listen).Port);
        Assert.Equal(
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32"), IPNetwork.Parse("2001:db8::/32")],
            Read("edge.allow-from = [\"10.0.0.0/8\", \"192.0.2.7\", \"2001:db8::/32\"]").Edge.AllowFrom.AsEnumerable());
        Assert.Equal(
            ["tcp://siem.example:514", "tcp://[2001:db8::1]:514"],
            Read("receivers.siem { address = [\"tcp://siem.example:514\", \"tcp://[2001:db8::1]:514\"] }")
                .Receivers[0].Addresses.Select(a => a.ToString()));
    }

    [Theory]
    [InlineData("1024", 1024L)]
    [InlineData("10 kB", 10_000L)]
    [InlineData("10KiB", 10_240L)]
    [InlineData("1.5 GiB", 1_610_612_736L)]
    [InlineData("1 GB", 1_000_000_000L)]
    public void Should_read_sizes(string text, long expected) =>
        Assert.Equal(expected, Read($"quarantine.max-size = {text}").Quarantine.MaxSize);

    [Fact]
    public void Should_read_what_the_ledger_keeps()
    {
        Assert.Equal(
            new LedgerSettings { Keep = TimeSpan.FromHours(1), Answered = TimeSpan.Zero, MaxEntries = 50_000 }, Read("").Ledger);
        Assert.Equal(
            new LedgerSettings { Keep = TimeSpan.FromHours(2), Answered = TimeSpan.FromMinutes(5), MaxEntries = 7 },
            Read("ledger { keep = 2h, answered = 5m, max-entries = 7 }").Ledger);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("2 m", 120_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("\"20s\"", 20_000)]
    public void Should_read_durations(string text, int expected) =>
        Assert.Equal(expected, Read($"edge.deadline = {text}").Edge.Deadline.TotalMilliseconds);

    [Theory]
    [InlineData("kern.emerg", 0)]
    [InlineData("auth.crit", 34)]
    [InlineData("local0.info", 134)]
    [InlineData("local7.debug", 191)]
    [InlineData("user.warn", 12)]
    [InlineData("191", 191)]
    public void Should_read_priorities(string text, int expected) =>
        Assert.Equal(expected, Format($"priority = \"{text}\"").Priority);

    [Fact]
    public void Should_read_routes_in_their_order()
    {
        var settings = Read("""
            receivers.b.address = "tcp://b:1"
            routes = [
              { datasets = ["gateway_*", dns_logs], receivers = [siem, b] }
              { datasets = "*", receivers = b, input = text }
            ]
            """);

        Assert.Equal(["gateway_*", "dns_logs"], settings.Routes[0].Datasets.AsEnumerable());
        Assert.Equal(["siem", "b"], settings.Routes[0].Receivers.AsEnumerable());
        Assert.Equal(InputStyle.Json, settings.Routes[0].Input);
        Assert.Equal(InputStyle.Text, settings.Routes[1].Input);
    }

    [Theory]
    [InlineData("receivers.b.address = \"tcp://b:1\"", "relay.routes: this is missing, so everything goes to siem only")]
    [InlineData("receivers.b.address = \"tcp://b:1\", routes = [{receivers = b}]", "relay.receivers.siem: no route names this Receiver, so it gets nothing")]
    [InlineData("routes = [{receivers = siem}, {datasets = a, receivers = siem}]", "relay.routes[1]: routes before this one take all of its datasets, so this one takes none")]
    [InlineData("quarantine.max-size = 300 MiB", "relay.quarantine.max-size: 300 MiB is less than relay.edge.max-body, 320 MiB: a body between the two that cannot be read is never set aside, and comes again until the job is disabled")]
    [InlineData("edge { max-body = 1200 MiB, in-flight = 1200 MiB }", "relay.edge.max-body: 1200 MiB is more than relay.quarantine.max-size, 1 GiB: a body between the two that cannot be read is never set aside, and comes again until the job is disabled")]
    [InlineData("stop-timeout = 5s", "relay.stop-timeout: stop-timeout is 5s and edge.deadline 8s: at a stop, batches are spooled before their deadline")]
    [InlineData("receivers.siem.down-after = 30s", "relay.receivers.siem.down-after: down-after is 30s and edge.deadline 8s: batches reach their deadline before the Receiver counts as down")]
    [InlineData("edge.deadline = 2s", "relay.edge.deadline: down-after is 2s and edge.deadline 2s: batches reach their deadline before the Receiver counts as down\nrelay.edge.deadline: connect-timeout is 5s and edge.deadline 2s: batches reach their deadline before a second attempt to connect")]
    [InlineData("spool.store = off, stop-timeout = 5s", "relay.stop-timeout: stop-timeout is 5s and edge.deadline 8s: at a stop, batches are answered 503 before their deadline")]
    [InlineData("receivers.siem.stall-timeout = 2m", "relay.receivers.siem.stall-timeout: stall-timeout is 2m and edge.deadline 8s: batches of a connection that stalls are spooled before another connection takes them")]
    [InlineData("edge.secrets = [\"uAhX0dY+q4Nn8s&2bVw%\"]", "relay.edge.secrets[0]: this secret has characters that mean something else in a URL; in the job's destination_conf write + as %2B and & as %26 and % as %25, or make one of letters and digits")]
    [InlineData("edge.secrets = [\"uAhX0dY q4Nn8s#2bVw/=\"]", "relay.edge.secrets[0]: this secret has characters that mean something else in a URL; in the job's destination_conf write # as %23 and a blank as %20, or make one of letters and digits")]
    [InlineData("edge.secrets = [\"uAhX0dY/q4Nn8s=2bVw\"]", "")]
    [InlineData("edge.deadline = 9s", "")]
    [InlineData("edge.deadline = 10s", "relay.edge.deadline: deadline is 10s: Cloudflare ends what makes no progress for 10 s, which may hold for the wait for an answer too; at most 9s is safe")]
    [InlineData("edge.upload-timeout = 107s", "")]
    [InlineData("edge.upload-timeout = 108s", "relay.edge.upload-timeout: upload-timeout is 108s and deadline 8s: Cloudflare gives a whole request 2 minutes; together at most 115s is safe")]
    [InlineData("inspection.listen = \"http://*:9180\"", "relay.inspection.listen: this is not a loopback address and no inspection.token is set: only /healthz, /readyz and /metrics are answered")]
    [InlineData("inspection { listen = \"http://*:9180\", token = uAhX0dYq4Nn8s2bVw }", "relay.inspection.listen: inspection.token comes in the clear over http, and this is not a loopback address: listen with https://")]
    [InlineData("inspection { token = short }", "relay.inspection.token: this secret is shorter than 16 characters, and can be guessed")]
    [InlineData("inspection { token = uAhX0dYq4Nn8s2bVw }", "")]
    [InlineData("receivers.siem.msgid = x", "relay.receivers.siem.msgid = \"x\": an rfc3164 header has no MSGID, so this does nothing")]
    [InlineData("receivers.siem.hostname = \"{datset}\"", "relay.receivers.siem.hostname = \"{datset}\": no dataset known here has a field \"datset\"; did you mean {dataset}?")]
    [InlineData("receivers.siem.hostname = \"{Zone}\"", "relay.receivers.siem.hostname = \"{Zone}\": no dataset known here has a field \"Zone\"")]
    [InlineData("receivers.siem.hostname = \"{DeviceName}\"", "")]
    [InlineData("receivers.siem.time-zone = Europe/Berlin", "relay.receivers.siem.time-zone = \"Europe/Berlin\": its clocks are put forward and back, and an rfc3164 time does not say which: an hour of each year comes twice; set header = rfc5424, or a zone without summer time such as UTC")]
    [InlineData("receivers.siem { time-zone = Europe/Berlin, header = rfc5424 }", "")]
    [InlineData("receivers.siem.time-zone = Asia/Kathmandu", "")]
    [InlineData("receivers.siem { payload = json, nested = flatten }", "relay.receivers.siem.nested = \"flatten\": payload = json has strings, arrays, objects and null of its own, so this does nothing")]
    [InlineData("receivers.siem { payload = cef, nested = flatten }", "relay.receivers.siem.nested = \"flatten\": this is about payload = key-value, so it does nothing; flatten = true of a route takes arrays and objects apart")]
    [InlineData("receivers.siem { payload = leef, event-time-field = unix }", "relay.receivers.siem.event-time-field = \"unix\": this payload has a place of its own for the event time, so this does nothing")]
    [InlineData("receivers.siem { profile = graylog, event-time-field = unix }", "")]
    [InlineData("receivers.siem { quote = all, nested = bare }", "relay.receivers.siem.nested = \"bare\": under quote = all, arrays and objects stand in quotes too, as with nested = quoted")]
    [InlineData("receivers.siem.keep = [URL]", "relay.receivers.siem.keep = [...]: no message is shortened while max-message is 0, so this does nothing")]
    public void Should_warn(string text, string expected) => Assert.Equal(
        expected,
        string.Join('\n', SettingsReader.Read(WithMinimal(text)).Warnings.Where(w => !w.Message.Contains("was set before")).Select(w => w.ToString()[(w.Place.ToString().Length + 2)..])));

    [Fact]
    public void Should_ask_for_routes_when_it_cannot_guess_them()
    {
        var result = SettingsReader.Read("""
            relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers { a { address = "tcp://a:1" }, b { address = "tcp://b:1" } } }
            """);

        Assert.Equal(
            "settings:1:58: relay.routes: this is missing, and there are 2 Receivers, none of them named siem: say which dataset goes to which",
            Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Should_hand_the_akka_part_on_as_text_that_akka_reads()
    {
        const string odd = "a \\\" # // ${x} \\\\ \\n \u3042 { } [ ]";
        var settings = SettingsReader.Read($$"""
            {{Minimal}}
            akka {
              loglevel = DEBUG
              actor { ask-timeout = ${relay.stop-timeout}, deployment { "/batches/*" { router = round-robin-pool } } }
              empty { }
              list = [1, [2, 3], { a = b }]
              none = []
              size = 256 MiB
              on = true
              odd = "{{odd.Replace("${", "\\u0024{")}}"
            }
            petabridge.cmd { host = "127.0.0.1" }
            """).Valid();

        var akka = Akka.Configuration.ConfigurationFactory.ParseString(settings.AkkaHocon).GetConfig("akka");
        Assert.Equal("DEBUG", akka.GetString("loglevel"));
        Assert.Equal(TimeSpan.FromSeconds(30), akka.GetTimeSpan("actor.ask-timeout"));
        Assert.Equal("round-robin-pool", akka.GetConfig("actor.deployment").Root.GetObject().Items["/batches/*"].GetObject().Items["router"].GetString());
        Assert.True(akka.GetBoolean("on"));
        Assert.Equal(256L << 20, akka.GetByteSize("size"));
        Assert.Equal(3, akka.GetValue("list").GetArray().Count);
        Assert.Empty(akka.GetValue("none").GetArray());
        Assert.Equal("a \" # // ${x} \\ \n \u3042 { } [ ]", akka.GetString("odd"));
        Assert.DoesNotContain("petabridge", settings.AkkaHocon);
    }

    [Fact]
    public void Should_list_what_is_not_default_and_hide_secrets()
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", """
                relay {
                  edge {
                    deadline = 8s
                    max-body = 64 MiB
                    secrets = ["uAhX0dYxq4Nn8sT2bVwZ", { name = b, value = "bVwZuAhX0dYxq4Nn8sT2", paths = ["/x"] }]
                  }
                  receivers { siem { address = "tcp://127.0.0.1:5514" } }
                }
                akka.remote.password = hunter2
                """)],
            Environment = new Dictionary<string, string> { ["RELAY__BLOCKS"] = "64" },
            Sets = ["log.level=debug"],
        });

        Assert.Equal(
            [
                "relay.blocks = \"64\" environment variable RELAY__BLOCKS",
                "relay.edge.secrets = [\"***\", {\"name\" : \"b\", \"value\" : \"***\", \"paths\" : [\"/x\"]}] f:5:15",
                "relay.edge.max-body = \"64 MiB\" f:4:16",
                "relay.log.level = \"debug\" --set log.level",
                "relay.receivers.siem.address = \"tcp://127.0.0.1:5514\" f:7:32",
                "akka.remote.password = \"***\" f:9:24",
            ],
            result.Changed.Select(c => $"{c.Key} = {c.Value} {string.Join(", ", c.Places)}"));
        Assert.DoesNotContain("uAhX0d", result.ToString());
    }

    private static OutputFormat Format(string text) => Read($"receivers.siem {{ {text} }}").Receivers[0].Format;

    private static RelaySettings Read(string text) => SettingsReader.Read(WithMinimal(text)).Valid();

    private static string WithMinimal(string text) => $"{Minimal}\nrelay {{ {text} }}";
}
