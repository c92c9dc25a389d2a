using ActorRelay.Configuration;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Configuration;

/// <summary>What routes ask of records and make of them, and how routes stand to each other.</summary>
public sealed class RouteSettingsSpecs
{
    [Theory]
    [InlineData("receivers = siem, where = \"a = b\"", "f:3:29: relay.routes[0].where = \"a = b\": character 3: write == for is equal")]
    [InlineData("receivers = siem, where = [a]", "f:3:29: relay.routes[0].where = [...]: expected a text")]
    [InlineData("receivers = siem, where = \"a == b\", input = text", "f:3:29: relay.routes[0].where = \"a == b\": a line of text has no fields; this needs input = json")]
    [InlineData("receivers = siem, exclude = a, input = text", "f:3:31: relay.routes[0].exclude = \"a\": a line of text has no fields; this needs input = json")]
    [InlineData("receivers = siem, match = both", "f:3:29: relay.routes[0].match = \"both\": expected one of first, all")]
    [InlineData("receivers = siem, sample = 10%", "f:3:30: relay.routes[0].sample = \"10%\": expected a share from 0 to 1, such as 0.1 for every tenth record")]
    [InlineData("receivers = siem, sample = 1.5", "f:3:30: relay.routes[0].sample = \"1.5\": expected a share from 0 to 1, such as 0.1 for every tenth record")]
    [InlineData("receivers = siem, discard = true", "f:3:15: relay.routes[0].receivers = \"siem\": a route with discard = true delivers to none; leave this or discard out")]
    [InlineData("discard = true, match = all", "f:3:27: relay.routes[0].match = \"all\": a route with discard = true leaves nothing to the routes after it; leave this out")]
    [InlineData("discard = true, flatten = true", "f:3:29: relay.routes[0].flatten = \"true\": a route with discard = true delivers no fields; leave this or discard out")]
    [InlineData("receivers = siem, include = \"\"", "f:3:31: relay.routes[0].include = \"\": expected the name of a field, * for any characters, with 1 to 64 of them")]
    [InlineData("receivers = siem, rename { a.b = c }", "f:3:32: relay.routes[0].rename.a = {...}: expected the field's new name, with 1 to 64 characters; a name with a dot in it goes in quotes")]
    [InlineData("receivers = siem, rename { a = c, b = c }", "f:3:28: relay.routes[0].rename = {...}: two fields cannot both be named \"c\"")]
    [InlineData("receivers = siem, rename { a = c }, add { c = 1 }", "f:3:28: relay.routes[0].rename = {...}: two fields cannot both be named \"c\"")]
    [InlineData("receivers = siem, mask { a = [1] }", "f:3:32: relay.routes[0].mask.a = [...]: expected a text, or { key or key-file, digits }")]
    [InlineData("receivers = siem, mask { a { digits = 8 } }", "f:3:30: relay.routes[0].mask.a: set key or key-file, one of both; a field's name with a dot in it goes in quotes")]
    [InlineData("receivers = siem, mask { a { key = tooshort } }", "f:3:38: relay.routes[0].mask.a.key: expected a key of at least 16 characters, such as openssl rand -hex 32 prints")]
    [InlineData("receivers = siem, mask { a { key-file = nowhere } }", "f:3:43: relay.routes[0].mask.a.key-file = \"nowhere\": cannot read it: there is no such file")]
    [InlineData("receivers = siem, mask { a { key-file = key, digits = 7 } }", "f:3:57: relay.routes[0].mask.a.digits = ***: must be from 8 to 64")]
    [InlineData("receivers = siem, add { a = \"{bach}\" }", "f:3:31: relay.routes[0].add.a = \"{bach}\": there is no such placeholder; there are {batch}, {line}, {event-time:unix}, {dataset}, {source}")]
    [InlineData("receivers = siem, drop-empty = yes", "f:3:34: relay.routes[0].drop-empty = \"yes\": expected one of false, true")]
    public void Should_report(string route, string expected)
    {
        var error = Assert.Single(Read($"{{ {route} }}").Errors);
        Assert.Equal(expected, error.ToString());
    }

    [Theory]
    [InlineData("{ where = \"a == b\", receivers = siem }", "relay.routes[0].where = \"a == b\": no route without a where takes these datasets: records for which none holds are filtered")]
    [InlineData("{ where = \"a == b\", receivers = siem }, { receivers = siem }", "")]
    [InlineData("{ where = \"a == b\", receivers = siem, datasets = \"gateway_*\" }, { receivers = siem, datasets = \"gate*\" }", "")]
    [InlineData("{ match = all, receivers = siem }, { where = \"a == b\", receivers = siem }", "")]
    [InlineData("{ receivers = siem, datasets = [\"a*\", b] }, { receivers = siem, datasets = [abc, b] }", "relay.routes[1]: routes before this one take all of its datasets, so this one takes none")]
    [InlineData("{ receivers = siem, datasets = abc }, { receivers = siem, datasets = \"a*\" }", "")]
    [InlineData("{ receivers = siem, match = all }, { receivers = siem }", "")]
    public void Should_warn_of_what_routes_keep_or_let_by(string routes, string expected) => Assert.Equal(
        expected, string.Join('\n', Read(routes).Warnings.Select(w => w.ToString()[(w.Place.ToString().Length + 2)..])));

    [Fact]
    public void Should_not_warn_of_receivers_that_a_wrong_route_may_have_meant() =>
        Assert.Empty(Read("{ receivers = siemm }").Warnings);

    [Theory]
    [InlineData("ab*", "*bc", true)]
    [InlineData("ab", "*c", false)]
    [InlineData("a*b*c", "*xbx*", true)]
    [InlineData("a*", "b*", false)]
    [InlineData("*", "", true)]
    public void Should_refuse_two_kinds_of_lines_for_one_dataset(string one, string other, bool meet)
    {
        var result = Read(
            $"{{ where = \"a == 1\", receivers = siem, datasets = \"{one}\" }}, "
            + $"{{ receivers = siem, input = text, datasets = \"{(other.Length == 0 ? "x" : other)}\" }}");
        Assert.Equal(meet ? ["relay.routes[1].input"] : [], result.Errors.Select(e => e.Key));
    }

    [Theory]
    [InlineData("unwrap = events", "", false)]
    [InlineData("unwrap = events", "unwrap = Events", false)]
    [InlineData("unwrap = events", "unwrap = events", true)]
    [InlineData("unwrap = events", "datasets = dns_logs", true)]
    [InlineData("match = first, unwrap = events", "", false)]
    public void Should_want_routes_of_one_dataset_to_unwrap_alike(string one, string other, bool right)
    {
        var result = Read($"{{ datasets = http_requests, where = \"a == 1\", receivers = siem, {one} }}, {{ receivers = siem, {other} }}");
        Assert.Equal(right ? [] : ["relay.routes[1].unwrap"], result.Errors.Select(e => e.Key));
    }

    [Fact]
    public void Should_want_routes_of_one_dataset_to_treat_invalid_utf8_alike()
    {
        var result = Read("{ where = \"a == 1\", receivers = siem, invalid-utf8 = quarantine }, { receivers = siem }");
        Assert.Equal(["relay.routes[1].invalid-utf8"], result.Errors.Select(e => e.Key));
    }

    [Theory]
    [InlineData("event-time = unix_ts", "event-time = [unix_ts]", true)]
    [InlineData("event-time = [unix_ts]", "", true)]
    [InlineData("", "event-time = [unix_ts]", true)]
    [InlineData("event-time = [unix_ts]", "event-time = [a, unix_ts]", false)]
    [InlineData("event-time = [unix_ts], datasets = dns_logs", "event-time = [a], datasets = \"http*\"", true)]
    public void Should_want_routes_of_one_dataset_to_have_one_event_time(string one, string other, bool right)
    {
        var result = Read($"{{ where = \"a == 1\", receivers = siem, {one} }}, {{ receivers = siem, {other} }}");
        Assert.Equal(right ? [] : ["relay.routes[1].event-time"], result.Errors.Select(e => e.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("event-time = [unix_ts, event.time],")]
    public void Should_find_the_event_time_of_a_dataset_in_the_first_of_its_routes_that_says_it(string first)
    {
        var routes = Read($"{{ {first} match = all, receivers = siem }}, {{ receivers = siem, event-time = [unix_ts, event.time] }}")
            .Settings!.Routes;
        Assert.Equal(["unix_ts", "event.time"], DatasetRoutes.Find(routes, "my_sql")!.EventTime.AsEnumerable());
        Assert.Empty(DatasetRoutes.Find(Read("{ receivers = siem }").Settings!.Routes, "my_sql")!.EventTime);
    }

    [Theory]
    [InlineData("event-time = [a], input = text", "a line of text has no fields")]
    [InlineData("event-time = [a, b, c, d, e]", "expected at most 4 names")]
    [InlineData("event-time = [a..b]", "expected the name of a field, or a path")]
    [InlineData("event-time = [\"\"]", "expected the name of a field, or a path")]
    public void Should_say_what_an_event_time_can_be(string route, string error) => Assert.Contains(
        error, Assert.Single(Read($"{{ receivers = siem, {route} }}").Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("unwrap = events, input = text", "this needs input = json")]
    [InlineData("unwrap = \"a\\\"b\"", "expected the name of a member")]
    public void Should_say_what_unwrap_can_be(string route, string error) => Assert.Contains(
        error, Assert.Single(Read($"{{ receivers = siem, {route} }}").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_never_take_long_over_patterns()
    {
        var (one, other) = (string.Concat(Enumerable.Repeat("*a", 32)), string.Concat(Enumerable.Repeat("*b", 32)));
        Assert.NotEmpty(Read(
            $"{{ where = \"a == 1\", receivers = siem, datasets = \"{one}\" }}, {{ receivers = siem, input = text, datasets = \"{other}c\" }}")
            .Warnings);
    }

    [Fact]
    public void Should_bound_the_fields_that_all_where_name() => Assert.Contains(
        Read(string.Join(", ", Enumerable.Range(0, 33).Select(i => $"{{ where = \"f{i} == 1\", receivers = siem }}"))).Errors,
        e => e.Message.Contains("name 33 fields; expected at most 32", StringComparison.Ordinal));

    [Fact]
    public void Should_show_no_key()
    {
        var result = Read("{ receivers = siem, mask { Email { key = uAhX0dYxq4Nn8sT2bVwZ, digits = 8 } } }");
        Assert.DoesNotContain(result.Changed, c => c.Value.Contains("uAhX0d", StringComparison.Ordinal));
        Assert.Contains(result.Changed, c => c.Value.Contains("***", StringComparison.Ordinal));
        Assert.DoesNotContain("uAhX0d", result.Settings!.Routes[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_find_the_routes_that_records_of_a_dataset_can_take()
    {
        var routes = Read("""
            { datasets = dns_logs, where = "a == 1", receivers = siem }
            { datasets = "*", discard = true, where = "a == 2" }
            { datasets = "dns*", receivers = [b, siem], match = all }
            { datasets = "*", receivers = c }
            { datasets = dns_logs, receivers = d }
            """).Settings!.Routes;
        var dns = DatasetRoutes.Find(routes, "dns_logs")!;

        Assert.Equal(routes[..4], dns.Routes.AsEnumerable());
        Assert.Equal(["siem", "b", "c"], dns.Receivers.AsEnumerable());
        Assert.Equal([true, false, true], dns.Of("siem").Select(route => route.Delivers));
        Assert.Equal([false, false, true], dns.Of("b").Select(route => route.Delivers));
        Assert.Equal([false, false, true], dns.Of("c").Select(route => route.Delivers));
        Assert.Equal(["c"], DatasetRoutes.Find(routes, "http_requests")!.Receivers.AsEnumerable());
        Assert.Null(DatasetRoutes.Find(routes[..1], "http_requests"));
        Assert.Equal(InputStyle.Json, dns.Input);
    }

    private static SettingsResult Read(string routes)
    {
        const string further = "receivers { b.address = \"tcp://b:1\", c.address = \"tcp://c:1\", d.address = \"tcp://d:1\" }, ";
        return SettingsReader.Read(new SettingsInput
        {
            Files = ["f"],
            FileReader = new MemoryFiles(
            ("f", $$"""
                relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwX], receivers.siem.address = "tcp://a:1"
                  {{(routes.Contains("= d }") ? further : "")}} routes = [
                {{routes}}
                ] }
                """),
            ("/state/key", "0123456789abcdef\n")),
            WorkingDirectory = "/",
        });
    }
}
