namespace ActorRelay.Tests.Delivery;

/// <summary>Settings of the test systems. Nothing waits that long unless it fails; the machine may be busy.</summary>
internal static class TestConfig
{
    public const string Patient = """
        akka.test.single-expect-default = 20s
        akka.test.default-timeout = 20s
        akka.loglevel = WARNING

        """;

    /// <summary>Time passes only when the test says so.</summary>
    public const string VirtualTime = Patient + """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """;
}
