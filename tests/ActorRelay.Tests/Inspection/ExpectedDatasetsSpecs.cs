using ActorRelay.Accounts;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.Spool;
using ActorRelay.Tests.Edge;

namespace ActorRelay.Tests.Inspection;

public sealed class ExpectedDatasetsSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 2, 0, 0, TimeSpan.Zero);

    private readonly RecordAccounts _accounts = new();
    private readonly ExpectedDatasets _expected;

    public ExpectedDatasetsSpecs() =>
        _expected = new ExpectedDatasets(
            EdgeTestSettings.Current(settings => settings with { Expect = [new ExpectedDataset("audit_logs", TimeSpan.FromHours(24))] }),
            _accounts,
            Start);

    [Fact]
    public void Should_count_from_the_last_batch_in_whatever_spelling()
    {
        _accounts.Received("Audit_Logs", Start.AddHours(10));
        _accounts.Received("dns_logs", Start.AddHours(30));

        var late = Assert.Single(_expected.Report(Start.AddHours(35)));

        Assert.Equal(("audit_logs", 86_400, Start.AddHours(10), 90_000, true),
            (late.Dataset, late.AllowedSeconds, late.LastReceived, late.SilentSeconds, late.IsLate));
        Assert.False(_expected.Report(Start.AddHours(34))[0].IsLate);
    }

    [Fact]
    public void Should_count_from_the_start_where_nothing_is_known_and_from_an_earlier_run_where_it_is()
    {
        Assert.Equal((3600, false), Of(Start.AddHours(1)));

        _expected.Remember("audit_logs", Start.AddHours(-24));

        Assert.Equal((90_000, true), Of(Start.AddHours(1)));
        _accounts.Received("audit_logs", Start.AddHours(1));
        Assert.Equal((0, false), Of(Start.AddHours(1)));

        (double, bool) Of(DateTimeOffset now) =>
            Assert.Single(_expected.Report(now)) is var report ? (report.SilentSeconds, report.IsLate) : default;
    }

    [Fact]
    public void Should_degrade_the_relay_and_be_logged_once_an_hour_and_at_its_end()
    {
        var log = new SilenceLog();
        List<string> said = [];
        for (var minutes = 0; minutes <= 130; minutes += 5)
        {
            Look(minutes, isLate: true);
        }

        Look(135, isLate: false);
        Look(140, isLate: false);

        Assert.Equal(
            [
                "trouble: Dataset audit_logs: nothing of it has come for 24 h, and relay.expect allows 1d: is its Logpush job enabled?",
                "trouble: Dataset audit_logs: nothing of it has come for 25 h, and relay.expect allows 1d: is its Logpush job enabled?",
                "trouble: Dataset audit_logs: nothing of it has come for 26 h, and relay.expect allows 1d: is its Logpush job enabled?",
                "Dataset audit_logs: something of it has come again",
            ],
            said);
        var readiness = Readiness.Of(Status(new("audit_logs", 3600, null, 5400, IsLate: true)), []);
        Assert.Equal(
            (true, "dataset audit_logs: nothing of it has come for 90 min, and relay.expect allows 1h"),
            (readiness.Ready, Assert.Single(readiness.Degraded)));

        void Look(int minutes, bool isLate) => said.AddRange(log
            .Look(Status(new("audit_logs", 86_400, null, 86_400 + minutes * 60, isLate)), Start.AddMinutes(minutes))
            .Select(line => (line.IsTrouble ? "trouble: " : "") + line.Text));
    }

    private static InspectionProtocol.StatusReport Status(InspectionProtocol.ExpectedReport expected)
    {
        var none = new InspectionProtocol.SizeReport(0, 0, 0);
        var spool = new SpoolProtocol.SpoolReport("", true, null, 0, 0, 0, 0, 0, []);
        var edge = new InspectionProtocol.EdgeReport(
            0, 0, 0, 0, 0, false, new Dictionary<int, long>(), new Dictionary<string, long>(), 0, new Dictionary<string, DateTimeOffset>());
        return new InspectionProtocol.StatusReport(
            "", default, false, default, [], none, none, spool, null!, null!, edge, null!, [], null!)
        {
            Expected = [expected],
        };
    }
}
