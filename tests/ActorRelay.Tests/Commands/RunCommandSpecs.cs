using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class RunCommandSpecs
{
    [Fact]
    public void Should_not_take_a_service_without_settings_for_a_trial()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.Wrong, RunCommand.RefuseTrial(new Surroundings(IsTerminal: false, "a container"), error));
        Assert.Contains("a container", $"{error}");
        Assert.Contains("--config FILE", $"{error}");
    }

    [Fact]
    public void Should_see_settings_wherever_they_are_given()
    {
        var none = new SettingsArguments([], []);
        Assert.False(RunCommand.AreThereSettings(none, ["PATH", "RELAY_SECRET"]));
        Assert.True(RunCommand.AreThereSettings(none, ["PATH", "RELAY__EDGE__LISTEN"]));
        Assert.True(RunCommand.AreThereSettings(none with { Files = ["relay.hocon"] }, []));
        Assert.True(RunCommand.AreThereSettings(none with { Overrides = ["relay.blocks=32"] }, []));
    }

    [Fact]
    public void Should_tell_where_everything_is_in_trial_mode()
    {
        var output = new StringWriter();
        var trial = TrialPaths.Below(Path.GetTempPath());
        TrialBanner.Write(output, new Uri("http://127.0.0.1:8080/"), trial);
        Assert.Contains("TRIAL MODE", $"{output}");
        Assert.Contains("http://127.0.0.1:8080/DATASET", $"{output}");
        Assert.Contains(trial.Secret, $"{output}");
        Assert.Contains(trial.Received, $"{output}");
        Assert.Contains($"send - --to http://127.0.0.1:8080/gateway_http --secret-file {trial.Secret}", $"{output}");
    }
}
