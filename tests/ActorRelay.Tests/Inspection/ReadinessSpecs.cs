using ActorRelay.Configuration;
using ActorRelay.Delivery;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Inspection;

public sealed class ReadinessSpecs
{
    [Theory]
    [InlineData(1, 0, false, true, "")]
    [InlineData(1, 4.9, false, true, "")]
    [InlineData(1, 7.2, false, true, "receiver siem: nothing confirmed for 7 s, 4.1 MB wait")]
    [InlineData(1, 25, false, false, "receiver siem is hung: nothing confirmed for 25 s, 4.1 MB wait", false, null, true)]
    [InlineData(1, 25, false, true, "receiver siem is hung: nothing confirmed for 25 s, 4.1 MB wait", true, null, true)]
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
        string? fault = null,
        bool hung = false)
    {
        var route = new RouteSettings { Datasets = ["*"], Receivers = ["siem"], Input = InputStyle.Json };

        var readiness = Readiness.Of(Status(connections, stalledSeconds, draining, writable, fault, hung), [route]);

        Assert.Equal((ready, degraded), (readiness.Ready, string.Join('|', readiness.Degraded)));
    }

    [Theory]
    [InlineData(9, "")]
    [InlineData(10, "edge: 10 connections, as many as it takes")]
    public void Should_say_that_the_edge_has_as_many_connections_as_it_takes(int connections, string degraded)
    {
        var status = Status(1, 0, false, true, null);
        status = status with { Edge = status.Edge with { Connections = connections, MaxConnections = 10 } };

        var readiness = Readiness.Of(status, []);

        Assert.Equal((true, degraded), (readiness.Ready, string.Join('|', readiness.Degraded)));
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

    internal static InspectionProtocol.StatusReport Status(int connections, double stalledSeconds, bool draining, bool writable, string? fault, bool hung = false)
    {
        var link = new ReceiversProtocol.ConnectionReport("connection-1", "tcp://a:1", "live", default, 0, null);
        var receiver = new ReceiversProtocol.ReceiverReport(
            "siem", hung ? "hung" : connections > 0 ? "up" : "down", connections, "acknowledged", 0, 0, 0, 0, 4_100_000, stalledSeconds, 0, [link]);
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var spool = new SpoolProtocol.SpoolReport("", writable, fault, 0, 0, 0, 0, 0, []);
        var edge = new InspectionProtocol.EdgeReport(
            0, 0, 0, 0, 0, draining, new Dictionary<int, long>(), new Dictionary<string, long>(), 0,
            new Dictionary<string, DateTimeOffset>());
        return new InspectionProtocol.StatusReport(
            "", default, draining, default, [], none, none, spool, null!, null!, edge, null!, [receiver], null!);
    }
}
