using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

/// <summary>Settings that are HOCON but wrong: each error names place, key, value and what is allowed.</summary>
public sealed class SettingsSlipsSpecs
{
    private const string Secret = "secrets = [uAhX0dYxq4Nn8sT2bVwZ]";
    private const string Siem = "siem { address = \"tcp://127.0.0.1:5514\" }";

    /// <summary>Where the object is written nowhere, there is no line to go to, but there is a file.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("relay.blocks = 200")]
    public void Should_name_the_file_that_lacks_something(string text) => Assert.Contains(
        "f: relay.edge.secrets: this is missing; expected at least one secret, such as ${LOGPUSH_SECRET} or { file = \"secret\" }",
        Errors(text),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("max-body = 256 MiBit", "f:2:12: relay.edge.max-body = \"256 MiBit\": expected a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)")]
    [InlineData("max-body = many", "f:2:12: relay.edge.max-body = \"many\": expected a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)")]
    [InlineData("max-body = [1]", "f:2:12: relay.edge.max-body = [...]: expected a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)")]
    [InlineData("max-body = null", "f:2:12: relay.edge.max-body = \"null\": null is no value here; leave the key out to have its default")]
    [InlineData("max-body = 1", "f:2:12: relay.edge.max-body = \"1\": must be from 1 KiB to 16 GiB")]
    [InlineData("max-body = 99999999999999999999 TiB", "f:2:12: relay.edge.max-body = \"99999999999999999999 TiB\": expected a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)")]
    [InlineData("deadline = 20", "f:2:12: relay.edge.deadline = \"20\": expected a duration such as 20s (ms, s, m, h, d)")]
    [InlineData("deadline = 20 sec", "f:2:12: relay.edge.deadline = \"20 sec\": expected a duration such as 20s (ms, s, m, h, d)")]
    [InlineData("deadline = -1s", "f:2:12: relay.edge.deadline = \"-1s\": expected a duration such as 20s (ms, s, m, h, d)")]
    [InlineData("deadline = 2h", "f:2:12: relay.edge.deadline = \"2h\": must be from 100ms to 10m")]
    [InlineData("deadlin = 20s", "f:2:1: relay.edge.deadlin: there is no such setting; did you mean deadline?")]
    [InlineData("max_body = 20 MiB", "f:2:1: relay.edge.max_body: there is no such setting; did you mean max-body?")]
    [InlineData("maxBody = 20 MiB", "f:2:1: relay.edge.maxBody: there is no such setting; did you mean max-body?")]
    [InlineData("blocks = 20", "f:2:1: relay.edge.blocks: there is no such setting here; did you mean relay.blocks?")]
    [InlineData("acknowledge = received", "f:2:15: relay.edge.acknowledge = \"received\": expected one of confirmed, spooled")]
    [InlineData("listen = \"127.0.0.1:8080\"", "f:2:10: relay.edge.listen = \"127.0.0.1:8080\": expected http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535")]
    [InlineData("listen = \"http://127.0.0.1\"", "f:2:10: relay.edge.listen = \"http://127.0.0.1\": expected http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535")]
    [InlineData("listen = \"http://127.0.0.1:70000\"", "f:2:10: relay.edge.listen = \"http://127.0.0.1:70000\": expected http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535")]
    [InlineData("listen = []", "f:2:10: relay.edge.listen: this is missing; expected http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535")]
    [InlineData("listen = [\"http://127.0.0.1:80\", \"http://*:80\"]", "f:2:34: relay.edge.listen = \"http://*:80\": another address of the list takes this port already")]
    [InlineData("listen = \"https://127.0.0.1:8443\"", "f:2:10: relay.edge.listen: https needs edge.tls { certificate = \"FILE\", key = \"FILE\" }")]
    [InlineData("listen = \"http://127.0.0.1:9180\"", "f:2:10: relay.edge.listen: edge.listen takes port 9180 already")]
    [InlineData("secret-header = \"X Secret\"", "f:2:17: relay.edge.secret-header = \"X Secret\": expected the name of an HTTP header")]
    [InlineData("secrets = 5, listen = \"http://*:1\"", "f:2:11: relay.edge.secrets[0]: this secret is shorter than 16 characters, and can be guessed; allowed only while edge.listen is loopback and edge.trusted-proxies empty")]
    [InlineData("secrets = [\"tooShort8\"], listen = \"http://*:1\"", "f:2:12: relay.edge.secrets[0]: this secret is shorter than 16 characters, and can be guessed; allowed only while edge.listen is loopback and edge.trusted-proxies empty")]
    [InlineData("secrets = [\"geheimer-Schlüssel-1\"]", "f:2:12: relay.edge.secrets[0]: a secret has 1 to 1024 printable ASCII characters and no space at its ends: it travels in an HTTP header")]
    [InlineData("secrets = []", "f:2:11: relay.edge.secrets: this is missing; expected at least one secret, such as ${LOGPUSH_SECRET} or { file = \"secret\" }")]
    [InlineData("secrets = [{ name = a }]", "f:2:12: relay.edge.secrets[0]: set value or file, one of both")]
    [InlineData("secrets = [{ value = {} }]", "f:2:22: relay.edge.secrets[0].value = ***: expected a text")]
    [InlineData("secrets = [{ file = nowhere }]", "f:2:21: relay.edge.secrets[0].file = \"nowhere\": cannot read it: there is no such file")]
    [InlineData("secrets = [{ value = uAhX0dYxq4Nn8sT2bVwZ, path = [] }]", "f:2:44: relay.edge.secrets[0].path: there is no such setting; did you mean paths?")]
    [InlineData("secrets = [{ value = uAhX0dYxq4Nn8sT2bVwZ, paths = [a] }]", "f:2:52: relay.edge.secrets[0].paths = ***: expected paths that begin with /, such as \"/gateway_*\"")]
    [InlineData("allow-from = [\"10.0.0.1/8\"]", "f:2:15: relay.edge.allow-from = \"10.0.0.1/8\": bits behind the prefix are set: write 10.0.0.0/8")]
    [InlineData("allow-from = cloudflare", "f:2:14: relay.edge.allow-from = \"cloudflare\": expected a network such as 10.0.0.0/8 or 2001:db8::/32, or an address")]
    [InlineData("max-inflated = 100 MiB", "f:2:16: relay.edge.max-inflated: 100 MiB is less than relay.edge.max-body, 320 MiB: a body may come as plain text")]
    public void Should_report_the_edge(string text, string expected)
    {
        var secret = text.StartsWith("secrets") ? "" : Secret;
        Assert.Equal(expected, Errors($"relay {{ receivers {{ {Siem} }}, edge {{ {secret}\n{text}\n}} }}"));
    }

    [Theory]
    [InlineData("address = \"siem:514\"", "f:2:11: relay.receivers.siem.address = \"siem:514\": expected tcp://HOST:PORT or tls://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535")]
    [InlineData("address = \"tcp://siem\"", "f:2:11: relay.receivers.siem.address = \"tcp://siem\": the port is missing; expected tcp://HOST:PORT or tls://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535")]
    [InlineData("address = \"tcp://::1:514\"", "f:2:11: relay.receivers.siem.address = \"tcp://::1:514\": expected tcp://HOST:PORT or tls://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535")]
    [InlineData("address = \"relps://siem:2514\"", "f:2:11: relay.receivers.siem.address = \"relps://siem:2514\": this version of the relay does not speak relps:// yet; it speaks tcp:// and tls://")]
    [InlineData("address = \"udp://siem:514\"", "f:2:11: relay.receivers.siem.address = \"udp://siem:514\": udp:// loses what it cannot deliver, so the relay does not speak it; it speaks tcp:// and tls://")]
    [InlineData("adress = \"tcp://siem:514\"", "f:1:69: relay.receivers.siem.address: this is missing; expected tcp://HOST:PORT or tls://HOST:PORT, HOST being a name or an IP address (IPv6 in brackets), PORT 1 to 65535\nf:2:1: relay.receivers.siem.adress: there is no such setting; did you mean address?")]
    [InlineData("addresses = [\"tcp://a:1\", \"tcp://a:1\"]", "f:2:27: relay.receivers.siem.addresses = \"tcp://a:1\": this address is there twice; for more connections to it, set connections")]
    [InlineData("address = \"tcp://a:1\", addresses = [\"tcp://b:1\"]", "f:2:11: relay.receivers.siem.address = \"tcp://a:1\": set either address or addresses")]
    [InlineData("address = \"tcp://a:1\", policy = failover", "f:2:33: relay.receivers.siem.policy = \"failover\": this version of the relay has no failover yet; it has balance")]
    [InlineData("address = \"tcp://a:1\", connections = 0", "f:2:38: relay.receivers.siem.connections = \"0\": must be from 1 to 64")]
    [InlineData("address = \"tcp://a:1\", connections = two", "f:2:38: relay.receivers.siem.connections = \"two\": expected a whole number")]
    [InlineData("address = \"tcp://a:1\", profile = sentinel", "f:2:34: relay.receivers.siem.profile = \"sentinel\": expected one of alog, rsyslog, syslog-ng, qradar, arcsight, splunk, graylog")]
    [InlineData("address = \"tcp://a:1\", payload = xml", "f:2:34: relay.receivers.siem.payload = \"xml\": expected one of key-value, json, structured-data, cef, leef")]
    [InlineData("address = \"tcp://a:1\", payload = structured-data", "f:2:34: relay.receivers.siem.payload = \"structured-data\": structured data is a part of rfc5424 headers: set header = rfc5424")]
    [InlineData("address = \"tcp://a:1\", payload = cef, max-message = 1023", "f:2:53: relay.receivers.siem.max-message = \"1023\": must be 0 for no limit, or at least 1 KiB with this payload")]
    [InlineData("address = \"tcp://a:1\", priority = auth.severe", "f:2:35: relay.receivers.siem.priority = \"auth.severe\": expected FACILITY.SEVERITY such as auth.crit or local0.info, or a number from 0 to 191")]
    [InlineData("address = \"tcp://a:1\", priority = 192", "f:2:35: relay.receivers.siem.priority = \"192\": expected FACILITY.SEVERITY such as auth.crit or local0.info, or a number from 0 to 191")]
    [InlineData("address = \"tcp://a:1\", time-zone = JST", "f:2:36: relay.receivers.siem.time-zone = \"JST\": expected an IANA time zone this machine knows, such as Asia/Tokyo or UTC")]
    [InlineData("address = \"tcp://a:1\", time-zone = \"../../etc/passwd\"", "f:2:36: relay.receivers.siem.time-zone = \"../../etc/passwd\": expected an IANA time zone this machine knows, such as Asia/Tokyo or UTC")]
    [InlineData("address = \"tcp://a:1\", hostname = \"\"", "f:2:35: relay.receivers.siem.hostname = \"\": expected a text that is not empty: every header has a HOSTNAME")]
    [InlineData("address = \"tcp://a:1\", hostname = \"my host\"", "f:2:35: relay.receivers.siem.hostname = \"my host\": only visible ASCII characters, without spaces, can be in a syslog header")]
    [InlineData("address = \"tcp://a:1\", hostname = \"{dataset\"", "f:2:35: relay.receivers.siem.hostname = \"{dataset\": a { is there without its }; {dataset}, {source}, {host} and names of fields in braces are replaced")]
    [InlineData("address = \"tcp://a:1\", app-name = \"dataset}\"", "f:2:35: relay.receivers.siem.app-name = \"dataset}\": a } is there without its {; {dataset}, {source}, {host} and names of fields in braces are replaced")]
    [InlineData("address = \"tcp://a:1\", msgid = \"a{}\"", "f:2:32: relay.receivers.siem.msgid = \"a{}\": there is no name between { and }; {dataset}, {source}, {host} and names of fields in braces are replaced")]
    [InlineData("address = \"tcp://a:1\", msgid = \"{a{b}}\"", "f:2:32: relay.receivers.siem.msgid = \"{a{b}}\": a { is there without its }; {dataset}, {source}, {host} and names of fields in braces are replaced")]
    [InlineData("address = \"tcp://a:1\", quote = none", "f:2:32: relay.receivers.siem.quote = \"none\": expected one of strings, all")]
    [InlineData("address = \"tcp://a:1\", nested = flat", "f:2:33: relay.receivers.siem.nested = \"flat\": expected one of bare, quoted, flatten")]
    [InlineData("address = \"tcp://a:1\", null = remove", "f:2:31: relay.receivers.siem.null = \"remove\": expected one of keep, empty, drop")]
    [InlineData("address = \"tcp://a:1\", event-time-field = iso", "f:2:43: relay.receivers.siem.event-time-field = \"iso\": expected one of as-sent, unix")]
    [InlineData("address = \"tcp://a:1\", max-message = 479", "f:2:38: relay.receivers.siem.max-message = \"479\": must be 0 for no limit, or from 480 B to 1 GiB")]
    [InlineData("address = \"tcp://a:1\", max-message = 2 GiB", "f:2:38: relay.receivers.siem.max-message = \"2 GiB\": must be 0 for no limit, or from 480 B to 1 GiB")]
    [InlineData("address = \"tcp://a:1\", max-message = long", "f:2:38: relay.receivers.siem.max-message = \"long\": expected 0 for no limit, or a size such as 256 MiB (B, kB, MB, GB, TB by 1000; KiB, MiB, GiB, TiB by 1024)")]
    [InlineData("address = \"tcp://a:1\", first = [URL, URL]", "f:2:32: relay.receivers.siem.first = [...]: a field is there twice")]
    [InlineData("address = \"tcp://a:1\", keep = [\"\"]", "f:2:31: relay.receivers.siem.keep = [...]: expected names of fields, of 1 to 256 characters")]
    [InlineData("address = \"tcp://a:1\", max-mesage = 1 KiB", "f:2:24: relay.receivers.siem.max-mesage: there is no such setting; did you mean max-message?")]
    [InlineData("address = \"tcp://a:1\", priority { facility = auht }", "f:2:46: relay.receivers.siem.priority.facility = \"auht\": expected one of kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp, ntp, audit, alert, clock, local0, local1, local2, local3, local4, local5, local6, local7")]
    [InlineData("address = \"tcp://a:1\", priority { severity = loud }", "f:2:46: relay.receivers.siem.priority.severity = \"loud\": expected one of emerg, alert, crit, err, warning, notice, info, debug, dataset, or { field, map, default }")]
    [InlineData("address = \"tcp://a:1\", priority { severity { field = Action, map { block = loud } } }", "f:2:76: relay.receivers.siem.priority.severity.map.block = \"loud\": expected one of emerg, alert, crit, err, warning, notice, info, debug")]
    [InlineData("address = \"tcp://a:1\", priority { severity { field = Action, map { } } }", "f:2:66: relay.receivers.siem.priority.severity.map = {...}: expected 1 to 256 values of the field with a severity for each, such as { block = warning }")]
    [InlineData("address = \"tcp://a:1\", priority { severity { field = Action, map { a = info }, default = no } }", "f:2:90: relay.receivers.siem.priority.severity.default = \"no\": expected one of emerg, alert, crit, err, warning, notice, info, debug")]
    [InlineData("address = \"tcp://a:1\", priority { facilty = auth }", "f:2:35: relay.receivers.siem.priority.facilty: there is no such setting; did you mean facility?")]
    [InlineData("address = \"tcp://a:1\", backoff { min = 20s }", "f:2:40: relay.receivers.siem.backoff.min: 20s is more than relay.receivers.siem.backoff.max, 10s")]
    [InlineData("address = \"tcp://a:1\", backoff = 5s", "f:2:34: relay.receivers.siem.backoff = \"5s\": expected an object { }")]
    [InlineData("address = \"tcp://a:1\", replay = 65 MiB", "f:2:33: relay.receivers.siem.replay = \"65 MiB\": must be from 0 B to 64 MiB")]
    public void Should_report_a_receiver(string text, string expected) =>
        Assert.Equal(expected, Errors($"relay {{ edge {{ {Secret} }}, receivers {{ siem {{\n{text}\n}} }} }}"));

    [Theory]
    [InlineData("routes = all", "f:2:10: relay.routes = \"all\": expected a list, such as [ { datasets = [\"*\"], receivers = [\"siem\"] } ]")]
    [InlineData("routes = [siem]", "f:2:11: relay.routes[0] = \"siem\": expected a route, such as { datasets = [\"*\"], receivers = [\"siem\"] }")]
    [InlineData("routes = [{ receivers = [siam] }]", "f:2:26: relay.routes[0].receivers = \"siam\": there is no such Receiver; did you mean siem?")]
    [InlineData("routes = [{ receivers = [splunk] }]", "f:2:26: relay.routes[0].receivers = \"splunk\": there is no such Receiver; there are siem")]
    [InlineData("routes = [{ receivers = [siem, siem] }]", "f:2:32: relay.routes[0].receivers = \"siem\": this Receiver is in the route twice")]
    [InlineData("routes = [{ datasets = a }]", "f:2:11: relay.routes[0].receivers: this is missing; expected names of Receivers, or discard = true")]
    [InlineData("routes = [{ receivers = siem, datasets = [] }]", "f:2:42: relay.routes[0].datasets = [...]: expected at least one dataset; \"*\" is all")]
    [InlineData("routes = [{ receivers = siem, datasets = \"a/b\" }]", "f:2:42: relay.routes[0].datasets = \"a/b\": expected a dataset's name out of A-Z a-z 0-9 _ . - with * for any characters")]
    [InlineData("routes = [{ receivers = siem, input = csv }]", "f:2:39: relay.routes[0].input = \"csv\": expected one of json, text")]
    [InlineData("blocks = 8", "f:2:10: relay.blocks = \"8\": must be from 16 to 65536")]
    [InlineData("inspection.listen = 9180", "f:2:21: relay.inspection.listen = \"9180\": expected http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being an IP address, localhost or * for all, PORT 0 to 65535")]
    [InlineData("log.level = verbose", "f:2:13: relay.log.level = \"verbose\": expected one of trace, debug, info, warning, warn, error")]
    [InlineData("log.format = xml", "f:2:14: relay.log.format = \"xml\": expected one of text, json")]
    [InlineData("inspection.hosts = \"http://relay.example:9180\"", "f:2:20: relay.inspection.hosts = \"http://relay.example:9180\": expected a name such as relay.example, without http:// and port")]
    [InlineData("inspection.listen = \"https://127.0.0.1:9180\"", "f:2:21: relay.inspection.listen: https needs inspection.tls { certificate = \"FILE\", key = \"FILE\" }")]
    [InlineData("inspection { listen = \"http://*:1\", token = short }", "f:2:45: relay.inspection.token: this secret is shorter than 16 characters, and can be guessed; allowed only while inspection.listen is loopback")]
    [InlineData("inspection { token = \"with a blank in it\" }", "f:2:22: relay.inspection.token: a token has at most 1024 printable ASCII characters and no blanks: it travels in an HTTP header")]
    [InlineData("inspection { token = uAhX0dYq4Nn8s2bVw, token-file = t }", "f:2:54: relay.inspection.token-file = \"t\": set token or token-file, one of both")]
    [InlineData("spool.store = spool.db", "f:2:15: relay.spool.store = \"spool.db\": expected sqlite:FILE, postgres:CONNECTION-STRING (Host=...;Username=...;Database=...), or off")]
    [InlineData("spool.store = \"postgres:Hots=a;Password=correct-horse-battery\"", "f:2:15: relay.spool.store = ***: expected sqlite:FILE, postgres:CONNECTION-STRING (Host=...;Username=...;Database=...), or off")]
    [InlineData("spool.min-free = 99%", "f:2:18: relay.spool.min-free = \"99%\": expected a share from 0% to 95%, or a size such as 2 GiB")]
    [InlineData("journal.keep = 1h", "f:2:16: relay.journal.keep = \"1h\": must be from 1d to 3650d")]
    [InlineData("cluster.enabled = true", "f:2:1: relay.cluster: this version of the relay does not have this setting")]
    [InlineData("nonsense = true", "f:2:1: relay.nonsense: there is no such setting; there are blocks, edge, expect, inspection, journal, ledger, log, quarantine, receivers, reload-on-change, routes, spool, state-dir, stop-timeout")]
    [InlineData("receivers.\"a b\" { address = \"tcp://a:1\" }", "f:2:11: relay.receivers.a b: a Receiver's name has 1 to 64 characters out of A-Z a-z 0-9 _ -, the first a letter or digit")]
    [InlineData("receivers.other = \"tcp://a:1\"", "f:2:11: relay.receivers.other = \"tcp://a:1\": expected a Receiver, such as { address = \"tcp://127.0.0.1:5514\" }")]
    [InlineData("receivers = 5", "f:2:13: relay.receivers = \"5\": expected an object with a name for each, as in receivers { siem { address = \"tcp://127.0.0.1:5514\" } }")]
    [InlineData("edge = 5", "f:2:8: relay.edge = \"5\": expected an object { }")]
    [InlineData("state-dir = \"\"", "f:2:13: relay.state-dir = \"\": expected a text that is not empty")]
    [InlineData("quarantine.max-size = 0", "f:2:23: relay.quarantine.max-size = \"0\": must be from 1 KiB to 1024 GiB")]
    public void Should_report_the_rest(string text, string expected) =>
        Assert.Equal(expected, Errors($"relay {{ edge {{ {Secret} }}, receivers {{ {Siem} }}\n{text}\n}}"));

    [Theory]
    [InlineData("edge { listen = \"http://*:1\" }", "f:2:1: edge: at the top there are relay { }, akka { } and petabridge.cmd { }; settings of the relay go inside relay { }")]
    [InlineData("akka = 5", "f:2:8: akka: expected an object { }")]
    [InlineData("petabridge.cm { }", "f:2:1: petabridge: at the top there are relay { }, akka { } and petabridge.cmd { }; settings of the relay go inside relay { }")]
    [InlineData("relay = 5", "f:2:9: relay: expected an object { }")]
    public void Should_report_the_top_level(string text, string expected) =>
        Assert.Equal(expected, Errors($"relay {{ edge {{ {Secret} }}, receivers {{ {Siem} }} }}\n{text}"));

    [Fact]
    public void Should_name_what_is_missing_in_an_empty_file() => Assert.Equal(
        ["relay.receivers", "relay.edge.secrets"],
        SettingsReader.Read("").Errors.Select(e => e.Key).OrderDescending());

    [Fact]
    public void Should_report_every_error_in_the_order_of_the_text()
    {
        var result = SettingsReader.Read("""
            relay {
              blocks = none
              edge { listen = "x", deadlin = 5s, max-body = 1 }
              receivers { siem { address = "relp://a:1", connections = 99 } }
              routes = [{ receivers = [nobody] }]
            }
            """);

        Assert.Null(result.Settings);
        Assert.Equal(
            ["relay.blocks", "relay.edge.listen", "relay.edge.deadlin", "relay.edge.max-body", "relay.receivers.siem.address", "relay.receivers.siem.connections", "relay.routes[0].receivers", "relay.edge.secrets"],
            result.Errors.Select(e => e.Key));
    }

    [Fact]
    public void Should_say_nothing_of_what_a_broken_line_may_have_said()
    {
        var result = SettingsReader.Read("relay {\n  receivers = = 5\n  blocks = none\n}");

        Assert.Equal(["settings:2:15", "settings:3:12"], result.Errors.Select(e => e.Place.ToString()));
    }

    private static string Errors(string text)
    {
        var input = new SettingsInput { Files = ["f"], FileReader = new MemoryFiles(("f", text)) };
        return string.Join('\n', SettingsReader.Read(input).Errors);
    }
}
