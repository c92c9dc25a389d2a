using System.Text;
using ActorRelay.Records;
using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class HeaderWriterSpecs
{
    private static readonly LineContext Context = FormattedLine.Context;

    [Theory]
    [InlineData("2026-11-03T00:05:07Z", "Asia/Tokyo", "<34>Nov  3 09:05:07 gateway_http ")]
    [InlineData("2026-12-31T15:00:00Z", "Asia/Tokyo", "<34>Jan  1 00:00:00 gateway_http ")]
    [InlineData("2024-02-29T12:34:56Z", "UTC", "<34>Feb 29 12:34:56 gateway_http ")]
    [InlineData("2026-03-29T00:59:59Z", "Europe/London", "<34>Mar 29 00:59:59 gateway_http ")]
    [InlineData("2026-03-29T01:00:00Z", "Europe/London", "<34>Mar 29 02:00:00 gateway_http ")]
    [InlineData("2026-11-01T05:59:59Z", "America/New_York", "<34>Nov  1 01:59:59 gateway_http ")]
    [InlineData("2026-11-01T06:00:00Z", "America/New_York", "<34>Nov  1 01:00:00 gateway_http ")]
    [InlineData("2026-06-01T00:00:00Z", "Asia/Kathmandu", "<34>Jun  1 05:45:00 gateway_http ")]
    [InlineData("2026-04-04T14:59:59Z", "Australia/Lord_Howe", "<34>Apr  5 01:59:59 gateway_http ")]
    [InlineData("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "<34>Apr  5 01:30:00 gateway_http ")]
    public void Should_write_rfc3164(string time, string zone, string header)
    {
        var format = OutputProfiles.Alog with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        Assert.Equal(header, Header(format, time));
    }

    [Theory]
    [InlineData("2026-11-03T00:05:07.1234569Z", "UTC", "2026-11-03T00:05:07.123456Z")]
    [InlineData("2026-11-03T00:05:07Z", "Etc/UTC", "2026-11-03T00:05:07.000000Z")]
    [InlineData("2026-11-03T00:05:07.000001Z", "Asia/Tokyo", "2026-11-03T09:05:07.000001+09:00")]
    [InlineData("2026-01-03T00:05:07Z", "Europe/London", "2026-01-03T00:05:07.000000+00:00")]
    [InlineData("2026-07-03T00:05:07Z", "Europe/London", "2026-07-03T01:05:07.000000+01:00")]
    [InlineData("2026-07-03T00:05:07Z", "America/St_Johns", "2026-07-02T21:35:07.000000-02:30")]
    public void Should_write_rfc5424(string time, string zone, string timestamp)
    {
        var format = OutputProfiles.Rsyslog with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        Assert.Equal($"<134>1 {timestamp} relay1 gateway_http - zone1 - ", Header(format, time));
    }

    [Fact]
    public void Should_give_a_tag_a_colon()
    {
        var format = OutputProfiles.Alog with { Hostname = "{host}", AppName = "{dataset}[x] y" };
        Assert.Equal("<34>Nov  3 09:05:07 relay1 gateway_http_x__y: ", Header(format, "2026-11-03T00:05:07Z"));
    }

    [Fact]
    public void Should_keep_to_the_grammar_whatever_the_settings_say()
    {
        var context = Context with { Source = "東京 zone\n1😀", Host = new string('h', 300) };
        var format = OutputProfiles.Rsyslog with { Hostname = "{host}", AppName = "{source}", MsgId = new string('m', 40) };
        Assert.Equal(
            $"<134>1 2026-11-03T00:05:07.000000Z {new string('h', 255)} ___zone_1_ - {new string('m', 32)} - ",
            Header(format, "2026-11-03T00:05:07Z", context));
    }

    [Fact]
    public void Should_say_nil_for_what_is_empty()
    {
        var context = Context with { Source = "" };
        var format = OutputProfiles.Rsyslog with { Hostname = "", AppName = "", MsgId = "{source}" };
        Assert.Equal("<134>1 2026-11-03T00:05:07.000000Z - - - - - ", Header(format, "2026-11-03T00:05:07Z", context));
        Assert.Equal("<34>Nov  3 09:05:07 gateway_http ", Header(OutputProfiles.Alog with { Hostname = "{source}" }, "2026-11-03T00:05:07Z", context));
    }

    [Fact]
    public void Should_agree_with_the_zone_database_through_a_year()
    {
        foreach (var zone in (string[])["Asia/Tokyo", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran"])
        {
            var format = OutputProfiles.Rsyslog with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
            var writer = new HeaderWriter(format, Context, new WantedFields([]));
            for (var time = new DateTimeOffset(2026, 1, 1, 0, 7, 30, TimeSpan.Zero); time.Year == 2026; time = time.AddHours(1))
            {
                foreach (var moment in (DateTimeOffset[])[time, time.AddMinutes(-8), time.AddMinutes(22)])
                {
                    writer.SetTime(TimeOracle.Microseconds(moment));
                    Assert.Equal(HeaderOracle.Header(format, Context, TimeOracle.Microseconds(moment)) + " ", Encoding.ASCII.GetString(writer.Bytes));
                }
            }
        }
    }

    private static string Header(OutputFormat format, string time, LineContext? context = null)
    {
        var writer = new HeaderWriter(format, context ?? Context, new WantedFields([]));
        writer.SetTime(TimeOracle.Read($"\"{time}\"")!.Value);
        return Encoding.ASCII.GetString(writer.Bytes);
    }
}
