using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

/// <summary>Reference below files below environment below --set.</summary>
public sealed class SettingsLayersSpecs
{
    [Fact]
    public void Should_let_the_later_override_the_earlier()
    {
        Assert.Equal(256, Blocks().Blocks);
        Assert.Equal(32, Blocks(files: ["one"]).Blocks);
        Assert.Equal(33, Blocks(files: ["one", "two"]).Blocks);
        Assert.Equal(32, Blocks(files: ["two", "one"]).Blocks);
        Assert.Equal(34, Blocks(files: ["one", "two"], environment: [("RELAY__BLOCKS", "34")]).Blocks);
        Assert.Equal(35, Blocks(["one"], [("RELAY__BLOCKS", "34")], ["blocks=35"]).Blocks);
        Assert.Equal(36, Blocks(["one"], [("RELAY__BLOCKS", "34")], ["blocks=35", "relay.blocks = 36"]).Blocks);
    }

    [Theory]
    [InlineData("RELAY__EDGE__LISTEN", "http://127.0.0.1:1", "http://127.0.0.1:1")]
    [InlineData("RELAY__EDGE__LISTEN", "\"http://127.0.0.1:1\"", "http://127.0.0.1:1")]
    [InlineData("RELAY__EDGE__LISTEN", "[\"http://127.0.0.1:1\", \"http://127.0.0.1:2\"]", "http://127.0.0.1:1 http://127.0.0.1:2")]
    [InlineData("RELAY__EDGE__LISTEN__0", "http://127.0.0.1:1", "http://127.0.0.1:1")]
    [InlineData("relay__edge__listen__1", "http://127.0.0.1:1", "http://127.0.0.1:8080 http://127.0.0.1:1")]
    public void Should_read_lists_from_variables(string name, string value, string expected)
    {
        var listen = Read([], [(name, value)], []).Valid().Edge.Listen;
        Assert.Equal(expected, string.Join(' ', listen.Select(l => $"http://{l.Address}:{l.Port}")));
    }

    [Fact]
    public void Should_build_a_list_item_by_item()
    {
        var variables = Enumerable.Range(0, 12).Select(i => ($"RELAY__EDGE__ALLOW_FROM__{i}", $"10.0.{i}.0/24")).Reverse();
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => $"10.0.{i}.0/24"),
            Read([], [.. variables], []).Valid().Edge.AllowFrom.Select(n => n.ToString()));
    }

    [Fact]
    public void Should_set_parts_of_items()
    {
        var settings = Read(
            [],
            [
                ("RELAY__EDGE__SECRETS__1__VALUE", "bVwZuAhX0dYxq4Nn8sT2"), ("RELAY__EDGE__SECRETS__1__NAME", "second"),
                ("RELAY__ROUTES__0__RECEIVERS__0", "my_Siem"), ("RELAY__ROUTES__0__DATASETS__0", "a"),
                ("RELAY__ROUTES__0__DATASETS__1", "b"),
            ],
            ["routes.0.datasets.2=c"]).Valid();

        Assert.Equal(["secret-1", "second"], settings.Edge.Secrets.Select(s => s.Name));
        Assert.Equal(["a", "b", "c"], settings.Routes[0].Datasets.AsEnumerable());
    }

    [Fact]
    public void Should_find_names_that_variables_cannot_spell() =>
        Assert.Equal(5, Read([], [("RELAY__RECEIVERS__MY_SIEM__CONNECTIONS", "5")], []).Valid().Receivers[0].Connections);

    [Theory]
    [InlineData("p4ss#word/with//all[of]{it}${HOME}=\"x")]
    [InlineData("comma,separated,secret,1")]
    [InlineData("'quoted-secret-of-a-shell'")]
    public void Should_take_a_secret_as_it_is(string secret) =>
        Assert.Equal(secret, Read([], [("RELAY__EDGE__SECRETS__0", secret)], []).Valid().Edge.Secrets[0].Value);

    [Theory]
    [InlineData("RELAY__EDGE__DEADLIN", "20s", "environment variable RELAY__EDGE__DEADLIN: relay.edge.deadlin: there is no such setting; did you mean deadline?")]
    [InlineData("RELAY__EDGE__DEADLINE", "20", "environment variable RELAY__EDGE__DEADLINE: relay.edge.deadline = \"20\": expected a duration such as 20s (ms, s, m, h, d)")]
    [InlineData("RELAY__EDGE__LISTEN__5", "http://127.0.0.1:1", "environment variable RELAY__EDGE__LISTEN__5: item 5 of 'listen' would leave a gap: the list has 1, counted from 0")]
    [InlineData("RELAY__EDGE__", "x", "environment variable RELAY__EDGE__: expected names with __ between them, such as RELAY__EDGE__LISTEN")]
    [InlineData("RELAY__EDGE__SECRETS__0", "", "environment variable RELAY__EDGE__SECRETS__0: relay.edge.secrets[0]: a secret has 1 to 1024 printable ASCII characters and no space at its ends: it travels in an HTTP header")]
    public void Should_name_the_variable_that_is_wrong(string name, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Read([], [(name, value)], []).Errors).ToString());

    [Theory]
    [InlineData("state-dir=\"C:\\data\"", "expected an escape, one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000; write \\\\ for a backslash")]
    [InlineData("state-dir=\"\u001b\"", "U+001B cannot be in a string: write it as \\u001b")]
    [InlineData("state-dir=\"/${HOME}\"", "${} is not replaced inside quotes: write it outside of them; to mean the characters, write \\u0024{")]
    [InlineData("state-dir = \"a\"b\" ", "this string has no closing '\"' on its line")]
    public void Should_say_that_a_value_in_quotes_cannot_be_read(string argument, string expected) => Assert.Equal(
        $"--set state-dir: what is in quotes cannot be read: {expected}; without quotes all is taken as it is",
        Assert.Single(Read([], [], [argument]).Errors).ToString());

    [Theory]
    [InlineData("state-dir=\"/a b\"", "/a b")]
    [InlineData("state-dir=/a\"b\"", "/ab")]
    [InlineData("state-dir=/${HOME}", "/${HOME}")]
    public void Should_take_a_value_with_and_without_quotes(string argument, string expected) =>
        Assert.Equal(expected, Read([], [], [argument]).Valid().StateDir);

    [Theory]
    [InlineData("edge.deadlin=20s", "--set edge.deadlin: relay.edge.deadlin: there is no such setting; did you mean deadline?")]
    [InlineData("edge.deadline", "--set: expected key=value, such as edge.max-body=64MiB")]
    [InlineData("=5", "--set: expected a key, found '='")]
    [InlineData("akka=5", "--set akka: akka: expected an object { }")]
    public void Should_name_the_set_that_is_wrong(string argument, string expected) =>
        Assert.Equal(expected, Assert.Single(Read([], [], [argument]).Errors).ToString());

    [Fact]
    public void Should_ignore_variables_of_others()
    {
        var result = Read([], [("RELAY_PORT_8080_TCP", "tcp://10.0.0.1:8080"), ("RELAYED__X", "1"), ("PATH", "/bin")], []);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Should_set_akka_too() =>
        Assert.Contains("\"loglevel\" : \"DEBUG\"", Read([], [], ["akka.loglevel=DEBUG"]).Valid().AkkaHocon);

    [Fact]
    public void Should_say_which_file_it_cannot_read() => Assert.Equal(
        "--config: cannot read nowhere.hocon: there is no such file",
        Assert.Single(Read(["nowhere.hocon"], [], []).Errors).ToString());

    private static RelaySettings Blocks(
        string[]? files = null, (string, string)[]? environment = null, string[]? sets = null) =>
        Read(files ?? [], environment ?? [], sets ?? []).Valid();

    private static SettingsResult Read(string[] files, (string Name, string Value)[] environment, string[] sets) =>
        SettingsReader.Read(new SettingsInput
        {
            Files = ["base", .. files],
            FileReader = new MemoryFiles(
                ("base", "relay { edge { secrets = [uAhX0dYxq4Nn8sT2bVwZ] }, receivers { my_Siem { address = \"tcp://127.0.0.1:5514\", replay = 0 } } }"),
                ("one", "relay { blocks = 32 }"),
                ("two", "relay.blocks = 33")),
            Environment = environment.ToDictionary(v => v.Name, v => v.Value),
            Sets = [.. sets],
        });
}
