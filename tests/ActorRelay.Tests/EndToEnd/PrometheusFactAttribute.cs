namespace ActorRelay.Tests.EndToEnd;

/// <summary>A test that starts Prometheus, or its promtool. Under continuous integration a missing one fails the test.</summary>
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip =
        File.Exists(PrometheusServer.Program("prometheus")) || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "needs Prometheus: ./build.sh prometheus";
}
