using System.Net;
using System.Net.Sockets;
using ActorRelay.Commands;
using ActorRelay.Configuration;
using ActorRelay.Hosting;

namespace ActorRelay.Tests.Commands;

/// <summary><c>check</c> fails where <c>run</c> would, and says what to do; it warns of what others can see.</summary>
public sealed class StartCheckSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorrelay-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Should_find_nothing_where_a_relay_can_start_and_leave_nothing()
    {
        Assert.Empty(StartCheck.Look(Settings("http://127.0.0.1:0")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Should_fail_at_a_state_dir_that_cannot_be_made()
    {
        File.WriteAllText(Path.Combine(_folder, "state"), "");

        var report = Assert.Single(StartCheck.Look(Settings("http://127.0.0.1:0")));

        Assert.StartsWith(
            $"failed: relay.state-dir = \"{Path.Combine(_folder, "state", "relay")}\": cannot write there: ", $"{report}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void Should_fail_at_a_port_that_is_taken_and_warn_while_a_relay_runs_there()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var settings = Settings($"http://{other.LocalEndpoint}");

        Assert.StartsWith(
            $"failed: relay.edge.listen: cannot listen on http://{other.LocalEndpoint}: ",
            $"{Assert.Single(StartCheck.Look(settings))}", StringComparison.Ordinal);

        Directory.CreateDirectory(settings.StateDir);
        using var running = StateDirLock.TryTake(settings.StateDir);
        Assert.Equal(
            [CheckLevel.Warning, CheckLevel.Warning], StartCheck.Look(settings).Select(report => report.Level));
    }

    [Fact]
    public async Task Should_end_check_with_a_failure()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await CheckCommand.RunAsync(
            Input($"http://{other.LocalEndpoint}"), connect: false, output, error, CancellationToken.None);

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith("failed: relay.edge.listen: ", $"{error}", StringComparison.Ordinal);
        Assert.DoesNotContain("OK", $"{output}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://203.0.113.7:80", "", "203.0.113.7")]
    [InlineData("http://*:80", "", "203.0.113.9")]
    [InlineData("http://[2001:db8::1]:80", "", "2001:db8::1")]
    [InlineData("http://10.1.2.3:80", "", null)]
    [InlineData("http://192.168.1.1:80", "", null)]
    [InlineData("http://[fd00::1]:80", "", null)]
    [InlineData("http://*:80", "10.0.0.1", null)]
    public void Should_warn_of_posts_in_the_clear_on_a_public_address(string listen, string proxy, string? expected)
    {
        var edge = Settings(listen, proxy.Length == 0 ? "" : $", trusted-proxies = [\"{proxy}\"]").Edge;

        var reports = ExposureCheck.Posts(edge, [IPAddress.Loopback, IPAddress.Parse("203.0.113.9")]).ToList();

        Assert.Equal(expected is null ? 0 : 1, reports.Count);
        Assert.All(reports, report => Assert.Contains($" of {expected}, a public address", $"{report}", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_warn_once_of_a_token_file_that_others_can_read()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var settings = Settings("http://127.0.0.1:0");
        settings = settings with { Inspection = settings.Inspection with { TokenFile = file } };

        var report = Assert.Single(ExposureCheck.Look(settings, [("relay.inspection.token-file", file)]), of => $"{of}".Contains(file, StringComparison.Ordinal));
        Assert.Contains("relay.inspection.token-file", $"{report}", StringComparison.Ordinal);
    }

    [Fact]
    public void Should_warn_of_a_state_dir_and_a_key_that_others_can_read()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var settings = Settings("http://127.0.0.1:0");
        var key = Path.Combine(_folder, "key");
        File.WriteAllText(key, "");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        PrivateFiles.CreateFolder(settings.StateDir);
        Assert.Equal(
            $"warning: mask.key-file = \"{key}\": every user of this machine can read or write it: chmod o-rwx \"{key}\"",
            $"{Assert.Single(ExposureCheck.Look(settings, [("mask.key-file", key)]))}");

        File.SetUnixFileMode(
            settings.StateDir, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.StartsWith("warning: relay.state-dir = ", $"{Assert.Single(ExposureCheck.Look(settings, []))}", StringComparison.Ordinal);
    }

    private RelaySettings Settings(string listen, string more = "") => SettingsReader.Read(Input(listen, more)).Valid();

    private SettingsInput Input(string listen, string more = "") => new()
    {
        Texts =
        [
            ("f", $$"""
                relay {
                  state-dir = "state/relay"
                  edge { listen = "{{listen}}", secrets = [uAhX0dYxq4Nn8sT2bVwZ]{{more}} }
                  receivers.siem.address = "tcp://127.0.0.1:5514"
                  inspection.listen = "http://127.0.0.1:0"
                }
                """),
        ],
        WorkingDirectory = _folder,
    };
}
