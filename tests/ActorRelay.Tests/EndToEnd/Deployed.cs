namespace ActorRelay.Tests.EndToEnd;

/// <summary>The program as <c>./build.sh publish</c> leaves it, and the files that install it.</summary>
internal static class Deployed
{
    public static string Program { get; } = Path.Combine(Repository.Root, "artifacts", "publish", "actorrelay");

    public static string Settings { get; } = Path.Combine(Repository.Root, "deploy", "systemd", "relay.hocon");

    public static string Unit { get; } = Path.Combine(Repository.Root, "deploy", "systemd", "actorrelay.service");
}
