using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class SurroundingsSpecs
{
    [Theory]
    [InlineData("", true, false, true, "a program at a terminal")]
    [InlineData("INVOCATION_ID", true, false, true, "a program at a terminal")]
    [InlineData("", false, false, false, "a program without a terminal")]
    [InlineData("INVOCATION_ID", false, false, false, "a systemd service")]
    [InlineData("NOTIFY_SOCKET", true, false, false, "a systemd service")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", true, false, false, "a container")]
    [InlineData("KUBERNETES_SERVICE_HOST", false, false, false, "a container")]
    [InlineData("", true, true, false, "a Windows service")]
    public void Should_tell_a_person_from_a_service(
        string variable, bool isTerminal, bool isWindowsService, bool isInteractive, string text)
    {
        var surroundings = Surroundings.Detect(name => name == variable ? "true" : null, isTerminal, isWindowsService);
        Assert.Equal(isInteractive, surroundings.IsInteractive);
        Assert.Equal(text, $"{surroundings}");
    }
}
