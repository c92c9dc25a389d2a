using ActorRelay.Hosting;

namespace ActorRelay.Tests.Hosting;

/// <summary>Each way in which a state-dir cannot be written has its own text: there is another thing to do.</summary>
public sealed class StateDirProbeSpecs
{
    private const string Folder = "/var/lib/actorrelay-that-is-not-there";

    [Theory]
    [InlineData(28, "cannot write there: its disk is full. Make room, or name a folder on another disk")]
    [InlineData(30, "cannot write there: its file system is read-only. Make it writable (systemd: StateDirectory= or ReadWritePaths=; "
        + "a container: a volume), or name another folder")]
    [InlineData(5, "cannot write there: as the system says it. Name a folder that can be made and written")]
    public void Should_say_what_to_do_about_a_failure_of_the_disk(int errno, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(expected, StateDirProbe.Explain(new IOException("as the system says it", errno), Folder));
    }

    [Fact]
    public void Should_say_what_to_do_about_a_folder_of_another_user() =>
        Assert.Equal(
            "cannot write there: Access is denied. Give it to the user that the relay runs as "
            + $"({Environment.UserName} now), or name another folder",
            StateDirProbe.Explain(new UnauthorizedAccessException("Access is denied."), Folder));
}
