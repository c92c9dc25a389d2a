using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

/// <summary>Settings that are right and were hardly meant: nothing else would ever say so.</summary>
public sealed class SettingsWarningsSpecs
{
    private const string Minimal = "relay { edge.secrets = [uAhX0dYxq4Nn8sT2bVwZ], receivers.siem.address = \"tcp://127.0.0.1:5514\" }\n";

    [Theory]
    [InlineData("relay.blocks = 200\nrelay.blocks = 300", "f:3:7: 'blocks' was set before in the same file (f:2:16), and only this one counts")]
    [InlineData("relay { blocks = 200 }\nrelay {\n  blocks = 300 }", "f:4:3: 'blocks' was set before in the same file (f:2:18), and only this one counts")]
    [InlineData("relay.edge.allow-from = [\"10.0.0.0/8\"]\nrelay.edge.allow-from = [\"192.0.2.0/24\"]", "f:3:12: 'allow-from' was set before in the same file (f:2:25), and only this one counts")]
    [InlineData("relay.blocks = 200\nrelay.blocks = ${?BLOCKS}", "")]
    [InlineData("relay.edge.allow-from = [\"10.0.0.0/8\"]\nrelay.edge.allow-from += \"192.0.2.0/24\"", "")]
    [InlineData("relay { edge.max-line = 1 MiB }\nrelay { edge { upload-timeout = 50s } }", "")]
    public void Should_warn_of_a_key_that_a_file_has_twice(string text, string expected) => Assert.Equal(expected, Warnings(text));

    [Fact]
    public void Should_let_a_later_file_override_an_earlier_one()
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", Minimal + "relay.blocks = 200"), ("g", "relay.blocks = 300")],
            Sets = ["blocks=400", "blocks=500"],
        });

        Assert.Empty(result.Warnings);
        Assert.Equal(500, result.Valid().Blocks);
    }

    [Theory]
    [InlineData("RELAY_STATE_DIR", "relay.state-dir: this sets nothing, for it has not two _ between names; did you mean RELAY__STATE_DIR?")]
    [InlineData("RELAY_EDGE_MAX_BODY", "relay.edge.max-body: this sets nothing, for it has not two _ between names; did you mean RELAY__EDGE__MAX_BODY?")]
    [InlineData("RELAY_EDGE__LISTEN", "relay.edge.listen: this sets nothing, for it has not two _ between names; did you mean RELAY__EDGE__LISTEN?")]
    [InlineData("RELAY_RECEIVERS_SIEM_ADDRESS", "relay.receivers.SIEM.address: this sets nothing, for it has not two _ between names; did you mean RELAY__RECEIVERS__SIEM__ADDRESS?")]
    [InlineData("RELAY_EDGE_LISTN", "relay.edge.listen: this sets nothing, for it has not two _ between names; did you mean RELAY__EDGE__LISTEN?")]
    [InlineData("RELAY_SECRET", "")]
    [InlineData("RELAY_HOME", "")]
    public void Should_warn_of_a_variable_that_sets_nothing(string name, string expected)
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", Minimal)],
            Environment = new Dictionary<string, string> { [name] = "1" },
        });

        Assert.Equal(
            expected.Length == 0 ? "" : $"environment variable {name}: {expected}", string.Join('\n', result.Warnings));
    }

    [Fact]
    public void Should_not_warn_of_a_variable_that_a_file_uses()
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", Minimal + "relay.blocks = ${RELAY_BLOCKS}")],
            Environment = new Dictionary<string, string> { ["RELAY_BLOCKS"] = "300" },
        });

        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("datasets = [\"http_request\"]", "f:2:45: relay.routes[0].datasets = \"http_request\": Logpush has no dataset of this name; did you mean http_requests?")]
    [InlineData("datasets = [\"HTTP-Requests\"]", "f:2:45: relay.routes[0].datasets = \"HTTP-Requests\": Logpush has no dataset of this name; did you mean http_requests?")]
    [InlineData("datasets = [\"HTTP_REQUESTS\", \"ours\", \"http_*\"]", "")]
    [InlineData("mask { clientip = x }, exclude = [\"edge-colo_code\"]", "")]
    [InlineData("mask { clintip = x }", "f:2:40: relay.routes[0].mask = \"clintip\": no record of these datasets is known to have the field clintip; did you mean ClientIP?")]
    [InlineData("rename { clientip = x }", "f:2:42: relay.routes[0].rename = \"clientip\": no record of these datasets is known to have the field clientip; did you mean ClientIP?")]
    [InlineData("datasets = [\"dns_logs\"], exclude = [\"QuerryName\"]", "f:2:69: relay.routes[0].exclude = \"QuerryName\": no record of these datasets is known to have the field QuerryName; did you mean QueryName?")]
    [InlineData("include = [\"Client*\", \"ClientIP\", \"risk_score\", \"FileInfo.name\"]", "")]
    public void Should_warn_of_names_that_the_catalogue_nearly_has(string route, string expected) =>
        Assert.Equal(expected, Warnings($"relay.routes = [{{receivers=siem,{route}}}]"));

    [Fact]
    public void Should_warn_of_a_field_that_where_nearly_names() =>
        Assert.Equal(
            "f:2:45: relay.routes[0].where = \"clientip == 192.0.2.1\": no record of these datasets is known to have the field "
            + "clientip; did you mean ClientIP?",
            Warnings("relay.routes = [{ receivers = siem, where = \"clientip == 192.0.2.1\" }, { receivers = siem }]"));

    [Theory]
    [InlineData("relay.\"\\u001b[31mred\" = 1")]
    [InlineData("relay.routes = [{ receivers = \"\\u009b31m\\r\" }]")]
    [InlineData("relay.receivers.\"a\\u001b\".address = nowhere")]
    public void Should_show_nothing_that_moves_a_cursor(string text)
    {
        var errors = string.Join('\n', SettingsReader.Read(new SettingsInput { Texts = [("f\u001b", Minimal + text)] }).Errors);

        Assert.NotEqual("", errors);
        Assert.DoesNotContain(errors, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("postgresql:Host=db;Username=relay;Password=correct-horse-battery")]
    [InlineData("Postgres:Host=db;Password=correct-horse-battery")]
    [InlineData("postgres://relay:correct-horse-battery@db/relay")]
    [InlineData("postgres:Hots=db;pwd = correct-horse-battery")]
    public void Should_hide_a_password_in_a_store_that_cannot_be_read(string store)
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", Minimal + $"relay.spool.store = \"{store}\"\nrelay.log.level = \"correct-horse-battery\"")],
        });

        Assert.Equal(2, result.Errors.Length);
        Assert.DoesNotContain(result.Errors, error => error.ToString().Contains("correct-horse", StringComparison.Ordinal)
            && error.Key == "relay.spool.store");
    }

    [Theory]
    [InlineData("postgres:Host=db;Password=correct-horse-battery")]
    [InlineData("postgres://relay:correct-horse-battery@db/relay")]
    [InlineData("postgres://:correct-horse-battery@db/relay")]
    [InlineData("postgres://relay:correct%2Dhorse%2Dbattery@db/relay?sslmode=verify-full")]
    public void Should_hide_the_password_of_a_store_wherever_else_it_stands(string store)
    {
        var result = SettingsReader.Read(new SettingsInput
        {
            Texts = [("f", Minimal + $"relay.spool.store = \"{store}\"\nrelay.log.level = \"x-correct-horse-battery\"")],
        });

        Assert.Contains("relay.log.level = ***", string.Join('\n', result.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("correct", string.Join('\n', result.Errors), StringComparison.Ordinal);
    }

    private static string Warnings(string text) => string.Join(
        '\n', SettingsReader.Read(new SettingsInput { Texts = [("f", Minimal + text)] }).Warnings);
}
