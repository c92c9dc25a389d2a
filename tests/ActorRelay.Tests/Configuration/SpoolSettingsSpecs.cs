using ActorRelay.Configuration;

namespace ActorRelay.Tests.Configuration;

public sealed class SpoolSettingsSpecs
{
    [Theory]
    [InlineData("Host=db.example.com", true)]
    [InlineData("Host=db.example.com;SSL Mode=Require", true)]
    [InlineData("Host=db.example.com;SSL Mode=VerifyCA", true)]
    [InlineData("Host=localhost,10.0.0.1", true)]
    [InlineData("Host=localhost.example.com", true)]
    [InlineData("Host=db.example.com;SSL Mode=verifyfull", false)]
    [InlineData("host=db.example.com;sslmode=VerifyFull", false)]
    [InlineData("Host=localhost", false)]
    [InlineData("Host=127.0.0.1:5433", false)]
    [InlineData("Host=::1", false)]
    [InlineData("Host=/run/postgresql", false)]
    public void Should_warn_of_a_server_that_others_can_be(string connection, bool warns)
    {
        var result = SettingsReader.Read($$"""
            relay {
              edge.secrets = ["a-secret-of-the-specs-0123456789"]
              receivers.siem.address = "tcp://127.0.0.1:1"
              spool.store = "postgres:{{connection}};Password=correct-horse-battery"
            }
            """);

        Assert.Empty(result.Errors);
        var warnings = result.Warnings.Select(warning => $"{warning}").ToList();
        Assert.Equal(warns, warnings.Exists(warning => warning.Contains("SSL Mode=VerifyFull", StringComparison.Ordinal)));
        Assert.DoesNotContain(warnings, warning => warning.Contains("correct", StringComparison.Ordinal));
    }
}
