using System.Net;
using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class TrialModeSpecs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorrelay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Should_serve_loopback_with_one_receiver()
    {
        var settings = TrialMode.Settings(_folder.FullName, 4711).Valid();

        Assert.Equal([new ListenAddress(false, IPAddress.Loopback, 8080)], settings.Edge.Listen.AsEnumerable());
        var receiver = Assert.Single(settings.Receivers);
        Assert.Equal(TrialMode.Receiver, receiver.Name);
        Assert.Equal([new ReceiverAddress("127.0.0.1", 4711)], receiver.Addresses.AsEnumerable());
        Assert.Equal(34, receiver.Format.Priority);
        Assert.Equal([TrialMode.Receiver], Assert.Single(settings.Routes).Receivers.AsEnumerable());
    }

    [Fact]
    public void Should_make_a_secret_once_and_keep_it_to_its_owner()
    {
        var first = Assert.Single(TrialMode.Settings(_folder.FullName, 1).Valid().Edge.Secrets);
        var second = Assert.Single(TrialMode.Settings(_folder.FullName, 2).Valid().Edge.Secrets);

        Assert.Equal(first.Value, second.Value);
        Assert.Matches("^[A-Za-z0-9_-]{32,}$", first.Value);
        Assert.Equal(Path.Combine(_folder.FullName, "state", "secret"), first.File);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.File!));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(_folder.FullName, "state")));
        }
    }

    [Fact]
    public void Should_let_sets_and_variables_go_on_top()
    {
        var input = new SettingsInput
        {
            WorkingDirectory = _folder.FullName,
            Sets = ["edge.listen=http://127.0.0.1:0", "state-dir=elsewhere"],
        };
        var settings = TrialMode.Settings(input, 1).Valid();

        Assert.Equal(0, settings.Edge.Listen[0].Port);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "elsewhere", "secret")));
        Assert.Equal("--set edge.deadlin", Assert.Single(TrialMode.Settings(input with { Sets = ["edge.deadlin=1s"] }, 1).Errors).Place.Source);
    }

    [Fact]
    public void Should_be_for_who_names_neither_file_nor_receiver()
    {
        var none = new SettingsInput { WorkingDirectory = _folder.FullName };
        Assert.True(TrialMode.IsFor(none));
        Assert.True(TrialMode.IsFor(none with { Sets = ["edge.listen=http://127.0.0.1:9090"] }));
        Assert.True(TrialMode.IsFor(none with { Environment = Variable("RELAY__EDGE__LISTEN", "http://127.0.0.1:9090") }));
        Assert.True(TrialMode.IsFor(none with { Sets = ["not a setting"] }));
        Assert.False(TrialMode.IsFor(none with { Files = ["relay.hocon"] }));
        Assert.False(TrialMode.IsFor(none with { Sets = ["receivers.siem.address=tcp://127.0.0.1:5514"] }));
        Assert.False(TrialMode.IsFor(none with { Sets = ["relay={ receivers { siem { profile = alog } } }"] }));
        Assert.False(TrialMode.IsFor(none with { Environment = Variable("RELAY__RECEIVERS__SIEM__ADDRESS", "tcp://127.0.0.1:1") }));

        static Dictionary<string, string> Variable(string name, string value) => new() { [name] = value };
    }

    [Fact]
    public void Should_say_that_it_cannot_keep_a_secret()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "state"), "");
        var error = Assert.Single(TrialMode.Settings(_folder.FullName, 1).Errors);

        Assert.StartsWith("trial mode: relay.state-dir = ", error.ToString());
    }
}
