namespace ActorRelay.Tests;

public sealed class SmokeSpecs
{
    [Fact]
    public void Should_run() => Assert.True(true);
}
