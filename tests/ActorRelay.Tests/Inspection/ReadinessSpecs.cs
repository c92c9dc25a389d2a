using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Inspection;

public sealed class ReadinessSpecs
{
    [Theory]
    [InlineData(1, 0, false, true, "")]
    [InlineData(1, 4.9, false, true, "")]
    [InlineData(1, 7.2, false, true, "receiver siem has taken nothing for 7 s")]
    [InlineData(0, 0, false, false, "receiver siem is down, 0 of 1 connections live")]
    [InlineData(1, 0, true, false, "draining")]
    [InlineData(0, 0, false, true, "receiver siem is down, 0 of 1 connections live", true)]
    [InlineData(1, 0, false, true, "spool: the disk is full", false, "the disk is full")]
    [InlineData(1, 0, true, false, "draining", true)]
    public void Should_say_whether_200_can_be_answered_and_what_is_degraded(
        int connections,
        double stalledSeconds,
        bool draining,
        bool ready,
        string degraded,
        bool writable = false,
        string? fault = null)
    {
        var route = new RouteSettings { Datasets = ["*"], Receivers = ["siem"], Input = InputStyle.Json };

        var readiness = Readiness.Of(Status(connections, stalledSeconds, draining, writable, fault), [route]);

        Assert.Equal((ready, degraded), (readiness.Ready, string.Join('|', readiness.Degraded)));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "certificate /tls.crt (CN=relay) expired")]
    public void Should_be_degraded_by_a_certificate_that_ends(bool ends, string expected)
    {
        var status = Status(1, 0, draining: false, writable: true, fault: null);
        status = status with
        {
            Edge = status.Edge with
            {
                Certificates = [new("/tls.crt", "CN=relay", default, default, "", "expired", ends)],
            },
        };

        var readiness = Readiness.Of(status, []);

        Assert.Equal((true, expected), (readiness.Ready, string.Join('|', readiness.Degraded)));
    }

    private static InspectionProtocol.StatusReport Status(int connections, double stalledSeconds, bool draining, bool writable, string? fault)
    {
        var link = new InspectionProtocol.ConnectionReport("connection-1", "tcp://a:1", "live", default, 0, null);
        var receiver = new InspectionProtocol.ReceiverReport(
            "siem", connections > 0 ? "up" : "down", connections, "acknowledged", 0, 0, 0, 0, 0, stalledSeconds, 0, [link]);
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var spool = new InspectionProtocol.SpoolReport("", writable, fault, 0, 0, 0, 0, 0, []);
        var edge = new InspectionProtocol.EdgeReport(
            0, 0, 0, 0, 0, draining, new Dictionary<int, long>(), new Dictionary<string, long>(), 0,
            new Dictionary<string, DateTimeOffset>());
        return new InspectionProtocol.StatusReport(
            "", default, draining, default, [], none, none, spool, null!, default, edge, null!, [receiver], null!);
    }
}
