using ActorRelay.Configuration;
using ActorRelay.Hosting;
using Akka.Configuration;

namespace ActorRelay.Tests.Hosting;

public sealed class AkkaSettingsSpecs
{
    [Fact]
    public void Should_log_as_the_relay_does_and_not_on_standard_output()
    {
        var akka = Read("relay.log.level = warning");

        Assert.Equal("WARNING", akka.GetString("loglevel"));
        Assert.Equal("OFF", akka.GetString("stdout-loglevel"));
        Assert.Contains(nameof(LogForwarder), Assert.Single(akka.GetStringList("loggers")), StringComparison.Ordinal);
    }

    /// <summary>Akka would write their content into the log: records, and settings with their passwords.</summary>
    [Fact]
    public void Should_not_log_letters_that_nobody_got()
    {
        var akka = Read("");

        Assert.Equal("off", akka.GetString("log-dead-letters"));
        Assert.False(akka.GetBoolean("log-dead-letters-during-shutdown", true));
    }

    [Fact]
    public void Should_let_the_operator_have_the_last_word()
    {
        var akka = Read("akka { loglevel = DEBUG, coordinated-shutdown.default-phase-timeout = 77s, actor.ask-timeout = 3s }");

        Assert.Equal("DEBUG", akka.GetString("loglevel"));
        Assert.Equal(77, akka.GetTimeSpan("coordinated-shutdown.default-phase-timeout").TotalSeconds);
        Assert.Equal(3, akka.GetTimeSpan("actor.ask-timeout").TotalSeconds);
    }

    [Fact]
    public void Should_leave_the_end_of_the_process_to_the_host()
    {
        var akka = Read("akka.coordinated-shutdown { exit-clr = on, run-by-clr-shutdown-hook = on }");

        Assert.False(akka.GetBoolean("coordinated-shutdown.exit-clr", true));
        Assert.False(akka.GetBoolean("coordinated-shutdown.run-by-clr-shutdown-hook", true));
    }

    private static Config Read(string text)
    {
        var settings = SettingsReader.Read($$"""
            relay {
              edge { listen = "http://127.0.0.1:0", secrets = ["a-secret-of-the-specs-0123456789"] }
              receivers.siem.address = "tcp://127.0.0.1:1"
            }
            {{text}}
            """).Valid();
        return ConfigurationFactory.ParseString(AkkaSettings.Hocon(settings)).GetConfig("akka");
    }
}
