using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class OutputProfilesSpecs
{
    [Fact]
    public void Should_find_every_profile_by_its_name()
    {
        Assert.Equal(["alog", "rsyslog", "syslog-ng", "qradar", "arcsight", "splunk", "graylog"], OutputProfiles.All.Select(static profile => profile.Name));
    }

    [Fact]
    public void Should_write_what_rsyslog_and_syslog_ng_parse()
    {
        const string Record = """{"Datetime":"2026-11-03T00:05:07.123456789Z","Action":"allow"}""";
        const string Message = """<134>1 2026-11-03T00:05:07.123456Z relay1 gateway_http - zone1 - {"Datetime":"2026-11-03T00:05:07.123456789Z","Action":"allow"}""";
        Assert.Equal($"{Message.Length} {Message}", FormattedLine.Of(Record, OutputProfiles.Rsyslog));
        Assert.Equal($"{Message.Length} {Message}", FormattedLine.Of(Record, OutputProfiles.SyslogNg));
    }

    [Theory]
    [InlineData("qradar", "<134>Nov  3 00:05:07 relay1 LEEF:1.0|Cloudflare|Logpush|1|gateway_http|devTime=1793664307000\tsev=2\tcat=allow\tA=[1]\n")]
    [InlineData("arcsight", "<134>Nov  3 00:05:07 relay1 CEF:0|Cloudflare|Logpush|1|gateway_http:allow|Gateway HTTP request|2| rt=1793664307000 cat=gateway_http act=allow A=[1]\n")]
    [InlineData("splunk", "<134>1 2026-11-03T00:05:07.000000Z relay1 gateway_http - zone1 - Datetime=\"2026-11-03T00:05:07Z\" Action=\"allow\" A=\"[1]\"\n")]
    [InlineData("graylog", "173 <134>1 2026-11-03T00:05:07.000000Z relay1 gateway_http - zone1 [cloudflare@32473 dataset=\"gateway_http\" Datetime=\"2026-11-03T00:05:07Z\" Action=\"allow\" A=\"[1\\]\"] gateway_http")]
    public void Should_write_what_others_are_said_to_parse(string profile, string expected) => Assert.Equal(
        expected,
        FormattedLine.Of(
            """{"Datetime":"2026-11-03T00:05:07Z","Action":"allow","A":[1]}""",
            OutputProfiles.All.Single(known => known.Name == profile).Format));
}
