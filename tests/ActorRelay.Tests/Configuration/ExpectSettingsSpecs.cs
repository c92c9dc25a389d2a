using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class ExpectSettingsSpecs
{
    [Fact]
    public void Should_expect_nothing_by_default() => Assert.Empty(Read("").Valid().Expect);

    [Fact]
    public void Should_read_names_and_durations()
    {
        var result = Read("expect { \"audit_logs\" = 24h, own.name = 90m }");

        // The dot of a name has to be quoted, as in all of HOCON.
        Assert.Contains(result.Errors, error => error.Key == "relay.expect.own");
        Assert.Equal(
            [new ExpectedDataset("audit_logs", TimeSpan.FromHours(24)), new ExpectedDataset("own.name", TimeSpan.FromMinutes(90))],
            Read("expect { \"audit_logs\" = 24h, \"own.name\" = 90m }").Valid().Expect.AsEnumerable());
    }

    [Theory]
    [InlineData("expect { audit_logs = 24 }", "expected a duration")]
    [InlineData("expect { audit_logs = 1s }", "must be from 1m to 90d")]
    [InlineData("expect { \"a b\" = 1h }", "the name of a dataset has")]
    [InlineData("expect = 24h", "expected an object { \"audit_logs\" = 24h }")]
    public void Should_say_what_is_wrong(string expect, string error) =>
        Assert.Contains(error, Assert.Single(Read(expect).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("expect { audit_log = 24h }", "did you mean audit_logs?")]
    [InlineData("expect { dns_logs = 24h }, routes = [ { datasets = [\"audit_logs\"], receivers = [siem] } ]", "no route takes this dataset")]
    public void Should_warn_of_what_will_never_come(string expect, string warning)
    {
        var result = Read(expect);

        Assert.Empty(result.Errors);
        Assert.Contains(warning, Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    private static SettingsResult Read(string further) => SettingsReader.Read($$"""
        relay { edge.secrets = [{{Reference.Secret}}], receivers.siem.address = "tcp://127.0.0.1:5514", {{further}} }
        """);
}
