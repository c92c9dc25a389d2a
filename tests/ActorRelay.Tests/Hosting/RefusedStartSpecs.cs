using System.Net;
using System.Net.Sockets;
using ActorRelay.Commands;
using ActorRelay.Hosting;

namespace ActorRelay.Tests.Hosting;

/// <summary>A relay that cannot start says why in one line, and ends with the code that says whose turn it is.</summary>
public sealed class RefusedStartSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorrelay-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Should_name_a_state_dir_that_is_a_file()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        Assert.Equal(ExitCode.Wrong, await RunAsync($"relay.state-dir=\"{file}\""));

        Assert.Equal($"relay.state-dir = \"{file}\": cannot write there: it is a file. Name a folder", Line());
    }

    [Fact]
    public async Task Should_show_nothing_of_a_state_dir_that_moves_a_cursor()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "\u001b[2J\r"), "");

        Assert.Equal(ExitCode.Wrong, await RunAsync($"relay.state-dir={_folder}/\u001b[2J\r"));

        Assert.Equal($"relay.state-dir = \"{_folder}/?[2J \": cannot write there: it is a file. Name a folder", Line());
    }

    /// <summary>Once it was a folder of that name with the quotes around it, and the relay ran.</summary>
    [Fact]
    public async Task Should_refuse_a_value_in_quotes_that_no_file_could_hold()
    {
        Assert.Equal(ExitCode.Wrong, await RunAsync($"relay.state-dir=\"{_folder}/\u001b[2J\""));

        Assert.StartsWith("--set relay.state-dir: what is in quotes cannot be read: ", Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_a_state_dir_whose_lock_is_not_this_user_s()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state", "relay.lock"));

        Assert.Equal(ExitCode.Wrong, await RunAsync());

        Assert.Equal(
            $"relay.state-dir = \"{Path.Combine(_folder, "state")}\": cannot write there: Access to the path "
            + $"'{Path.Combine(_folder, "state", "relay.lock")}' is denied. Give it to the user that the relay runs as "
            + $"({Environment.UserName} now), or name another folder",
            Line());
    }

    [Fact]
    public async Task Should_not_take_every_failure_to_lock_for_another_relay()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        File.CreateSymbolicLink(Path.Combine(_folder, "state", "relay.lock"), Path.Combine(_folder, "gone", "relay.lock"));

        Assert.Equal(ExitCode.Wrong, await RunAsync());

        Assert.Contains("state\": cannot write there: Could not find ", Line(), StringComparison.Ordinal);
        Assert.EndsWith(". Name a folder that can be made and written", Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_a_state_dir_that_takes_no_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state", ".probe"));

        Assert.Equal(ExitCode.Wrong, await RunAsync());

        Assert.Contains("state\": cannot write there: ", Line(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka.loglevel=DEBUGG", "DEBUGG")]
    [InlineData("akka.actor.provider=remote", "Akka.Remote")]
    [InlineData("akka.actor.default-blocking-io-dispatcher.type=Nonsense", "Nonsense")]
    public async Task Should_name_akka_when_the_actor_system_refuses_its_settings(string setting, string named)
    {
        Assert.Equal(ExitCode.Wrong, await RunAsync(setting));

        Assert.StartsWith("akka: ", Line(), StringComparison.Ordinal);
        Assert.Contains(named, Line(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_an_address_that_is_not_this_host_s()
    {
        // TEST-NET-3, RFC 5737: nobody's.
        Assert.Equal(ExitCode.Failed, await RunAsync("relay.inspection.listen=\"http://203.0.113.7:0\""));

        Assert.StartsWith("actorrelay: cannot listen on http://203.0.113.7:0: ", Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_state_dir_on_which_another_relay_runs()
    {
        var state = Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName;
        using (StateDirLock.TryTake(state))
        {
            Assert.Equal(ExitCode.Wrong, await RunAsync());
        }

        Assert.Equal(
            $"relay.state-dir = \"{state}\": another relay runs on it: stop that one, or give this one a state-dir of its own",
            Line());
        Assert.False(StateDirLock.IsTaken(state));
    }

    [Fact]
    public async Task Should_name_the_setting_whose_port_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        Assert.Equal(ExitCode.Failed, await RunAsync($"relay.edge.listen=\"http://{other.LocalEndpoint}\""));

        Assert.StartsWith($"actorrelay: cannot listen on http://{other.LocalEndpoint}: ", Lines()[^1], StringComparison.Ordinal);
        Assert.EndsWith("stop it, or take another port (relay.edge.listen)", Lines()[^1], StringComparison.Ordinal);
    }

    /// <summary>What is opened while the start is refused must be closed too, so this looks more than once.</summary>
    [Fact]
    public async Task Should_have_nothing_open_any_more_when_it_was_refused()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ExitCode.Failed, await RunAsync("relay.inspection.listen=\"http://203.0.113.7:0\""));

            Assert.Empty(OpenFiles());
        }
    }

    /// <summary>Those of this process, and of the spec's folder.</summary>
    private IEnumerable<string> OpenFiles() => !OperatingSystem.IsLinux() ? [] :
    [
        .. Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget ?? "")
            .Where(file => file.StartsWith(_folder, StringComparison.Ordinal)),
    ];

    private Task<int> RunAsync(params string[] overrides)
    {
        string[] settings =
        [
            $"relay.state-dir=\"{Path.Combine(_folder, "state")}\"",
            "relay.edge.listen=\"http://127.0.0.1:0\"",
            "relay.edge.secrets=[a-secret-of-the-specs-0123456789]",
            "relay.receivers.siem.address=\"tcp://127.0.0.1:1\"",
            "relay.inspection.listen=\"http://127.0.0.1:0\"",
            .. overrides,
        ];
        return RelayCommandLine.RunAsync(["run", .. settings.SelectMany(one => new[] { "--set", one })], _output, _error);
    }

    private string Line() => Assert.Single(Lines());

    private string[] Lines() => $"{_error}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
