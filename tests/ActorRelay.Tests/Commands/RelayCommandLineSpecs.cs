using ActorRelay.Commands;
using ActorRelay.Inspection;

namespace ActorRelay.Tests.Commands;

public sealed class RelayCommandLineSpecs
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("bogus")]
    [InlineData("--bogus")]
    [InlineData("send")]
    [InlineData("send", "file")]
    [InlineData("send", "file", "--to", "nonsense")]
    [InlineData("send", "file", "--to", "ftp://example.com/")]
    [InlineData("send", "file", "--to", "http://example.com", "--records", "0")]
    [InlineData("send", "file", "--to", "http://example.com", "--records", "many")]
    [InlineData("send", "file", "--to", "http://example.com", "--bytes", "-1")]
    [InlineData("send", "file", "--to", "http://example.com", "--retry", "1e9")]
    [InlineData("receive", "--listen", "127.0.0.1:5514")]
    [InlineData("receive", "--listen", "udp://127.0.0.1:5514")]
    [InlineData("receive", "--listen", "tcp://name.example.com:5514")]
    [InlineData("receive", "--listen", "tcp://127.0.0.1:99999")]
    [InlineData("receive", "more")]
    [InlineData("relay")]
    [InlineData("relay", "nonsense")]
    [InlineData("relay", "status", "--bogus")]
    [InlineData("relay", "status", "more")]
    [InlineData("relay", "quarantine", "purge", "--yes", "--from", "2026-01-01")]
    [InlineData("relay", "spool", "drop")]
    [InlineData("relay", "status", "--url", "127.0.0.1:9180")]
    [InlineData("relay", "status", "--url", "tcp://127.0.0.1:9180")]
    [InlineData("run", "--set", "no-value")]
    [InlineData("run", "--set", "=value")]
    [InlineData("run", "--config")]
    [InlineData("--config", "file", "demo")]
    [InlineData("--set", "a=b", "check")]
    public async Task Should_exit_2_for_wrong_arguments_and_say_why(params string[] args)
    {
        Assert.Equal(ExitCode.Wrong, await RelayCommandLine.RunAsync(args, _output, _error));
        var lines = $"{_error}".Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..^1], line => Assert.StartsWith("actorrelay: ", line));
        Assert.Matches("^See actorrelay.* --help.$", lines[^1]);
        Assert.DoesNotContain("   at ", $"{_error}");
        Assert.Empty($"{_output}");
    }

    [Theory]
    [InlineData("bo\u001b[2Jgus")]
    [InlineData("run", "--bo\u001b[2J\rgus")]
    [InlineData("run", "--set", "\u001b[2J\r\n")]
    [InlineData("receive", "--listen", "udp://\u001b[2J\r")]
    [InlineData("send", "\u001b[2J\r\n\u2028.ndjson", "--to", "http://127.0.0.1:1/http_requests", "--secret", "s")]
    [InlineData("send", "file", "--to", "ftp://\u001b[2J\r\n")]
    [InlineData("run", "--config", "\u001b[2J\r\n.hocon")]
    [InlineData("check", "--config", "\u001b[2J\r\n.hocon")]
    public async Task Should_show_nothing_of_an_argument_that_moves_a_cursor(params string[] args)
    {
        Assert.NotEqual(ExitCode.Ok, await RelayCommandLine.RunAsync(args, _output, _error));

        Assert.Contains("?[2J", $"{_error}", StringComparison.Ordinal);
        Assert.DoesNotContain($"{_output}{_error}", c => c != '\n' && (char.IsControl(c) || c == '\u2028'));
    }

    [Fact]
    public async Task Should_show_nothing_of_an_answer_that_moves_a_cursor()
    {
        await using var edge = await FakeEdge.StartAsync();
        edge.Answer = (_, response) =>
        {
            response.ContentType = "application/json";
            return FakeEdge.AnswerAsync(response, 400, """{"error":"no dataset \u001b[2J\r\u009b"}""");
        };

        Assert.Equal(ExitCode.Wrong, await RelayCommandLine.RunAsync(["relay", "spool", "show", "\u001b", "--url", $"{edge.Url}"], _output, _error));

        Assert.Contains("answers 400: no dataset ?[2J??", $"{_error}", StringComparison.Ordinal);
        Assert.DoesNotContain($"{_error}".TrimEnd(), char.IsControl);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("run", "--help")]
    [InlineData("demo", "--help")]
    [InlineData("receive", "--help")]
    [InlineData("send", "--help")]
    [InlineData("check", "--help")]
    [InlineData("relay", "--help")]
    public async Task Should_exit_0_for_help_and_version(params string[] args)
    {
        Assert.Equal(ExitCode.Ok, await RelayCommandLine.RunAsync(args, _output, _error));
        Assert.NotEmpty($"{_output}");
        Assert.Empty($"{_error}");
    }

    [Fact]
    public async Task Should_list_all_that_a_relay_can_be_asked_without_one()
    {
        await RelayCommandLine.RunAsync(["relay", "--help"], _output, _error);

        Assert.All(InspectionCommands.All, command => Assert.Contains($"\n  {command.FullUsage}\n", $"{_output}".ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Should_name_every_command_in_the_help()
    {
        await RelayCommandLine.RunAsync(["--help"], _output, _error);
        Assert.All(["run", "demo", "receive", "send", "check", "relay", "top"], name => Assert.Contains($"\n  {name} ", $"{_output}"));
    }
}
