using ActorRelay.Syslog;

namespace ActorRelay.Tests.Syslog;

public sealed class OutputProfilesSpecs
{
    [Fact]
    public void Should_find_every_profile_by_its_name()
    {
        Assert.Equal(["alog", "rsyslog", "syslog-ng"], OutputProfiles.All.Select(static profile => profile.Name));
    }

    [Fact]
    public void Should_write_what_rsyslog_and_syslog_ng_parse()
    {
        const string Record = """{"Datetime":"2026-11-03T00:05:07.123456789Z","Action":"allow"}""";
        const string Message = """<134>1 2026-11-03T00:05:07.123456Z relay1 gateway_http - zone1 - {"Datetime":"2026-11-03T00:05:07.123456789Z","Action":"allow"}""";
        Assert.Equal($"{Message.Length} {Message}", FormattedLine.Of(Record, OutputProfiles.Rsyslog));
        Assert.Equal($"{Message.Length} {Message}", FormattedLine.Of(Record, OutputProfiles.SyslogNg));
    }
}
