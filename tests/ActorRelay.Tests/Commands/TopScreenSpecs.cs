using ActorRelay.Accounts;
using ActorRelay.Commands;
using ActorRelay.Inspection;
using Spectre.Console;

namespace ActorRelay.Tests.Commands;

public sealed class TopScreenSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Url = new("http://127.0.0.1:9180/");

    [Fact]
    public void Should_show_what_comes_and_goes_in_80_columns()
    {
        var text = Show(new TopStatus(
            "1.2.3",
            new RecordCounts { Quarantined = 3 },
            new InspectionProtocol.SizeReport(1, 1234, 1_500_000),
            new InspectionProtocol.SizeReport(7, 0, 12_000_000_000),
            new InspectionProtocol.ActivityReport(Now.AddSeconds(-2), Now, null, 123_456, 0,
            [
                new("siem-with-quite-a-long-name", "down", Now.AddMinutes(-5), "Connection refused", null, 0, 4_100_000_000, 300,
                    new InspectionProtocol.WaitingReport(7, 12_000_000_000, Now.AddHours(-1), 5400)),
                new("archive", "up", Now.AddDays(-5), null, Now, 123_456, 0, 0, new InspectionProtocol.WaitingReport(0, 0, null, null)),
            ]))
        { Degraded = ["receiver siem\u001b[2J is down"] });

        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, TopScreen.Columns));
        Assert.Matches(@"(?m)^ *in +123,456 records/s, last post 2 s ago", text);
        Assert.Matches(@"(?m)^ *confirmed +0 records/s, last never", text);
        Assert.Matches(@"siem-with-quite-a… +down +5 min +0 +4\.1 GB +5 min +12\.0 GB +90 min", text);
        Assert.Matches(@"archive +up +5 d +123,456 +0 B +- +- +-", text);
        Assert.Contains("! receiver siem?[2J is down", text, StringComparison.Ordinal);
        Assert.Contains("! siem-with-quite-a-long-name: Connection refused", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_show_that_no_relay_answers() =>
        Assert.Contains("no relay answers", Show(null, "no relay answers at x"), StringComparison.Ordinal);

    private static string Show(TopStatus? status, string error = "")
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = TopScreen.Columns;
        console.Write(TopScreen.Of(Url, status, error, Now));
        return $"{output}";
    }
}
