namespace ActorRelay.Tests.EndToEnd;

/// <summary>Whether the real daemons are there to be started.</summary>
internal static class RealReceivers
{
    /// <summary>
    /// Why a test that needs them is left out; null when they are there. Under continuous integration nothing is left
    /// out: there a missing daemon fails the test.
    /// </summary>
    public static string? Missing { get; } =
        File.Exists(Repository.Daemon("rsyslogd")) && File.Exists(Repository.Daemon("syslog-ng"))
        || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "needs rsyslog and syslog-ng: ./build.sh receivers";
}
