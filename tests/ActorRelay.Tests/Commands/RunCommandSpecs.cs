using ActorRelay.Commands;
using ActorRelay.Configuration;

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
        var none = new SettingsInput { Environment = Variable("RELAY_SECRET") };
        Assert.False(none.HasSettings);
        Assert.True((none with { Environment = Variable("RELAY__EDGE__LISTEN") }).HasSettings);
        Assert.True((none with { Files = ["relay.hocon"] }).HasSettings);
        Assert.True((none with { Sets = ["relay.blocks=32"] }).HasSettings);

        static Dictionary<string, string> Variable(string name) => new() { [name] = "x" };
    }

    [Fact]
    public void Should_tell_where_everything_is_in_trial_mode()
    {
        var trial = TrialPaths.Of(Path.GetTempPath(), Path.Combine(Path.GetTempPath(), "secret"));
        var output = Banner("http://127.0.0.1:8080", trial);
        Assert.Contains("TRIAL MODE", output);
        Assert.Contains("http://127.0.0.1:8080/DATASET", output);
        Assert.Contains("on this machine only", output);
        Assert.Contains($"X-Logpush-Auth, whose secret is in {trial.Secret}", output);
        Assert.Contains(trial.Received, output);
        Assert.Contains($"send - --to http://127.0.0.1:8080/gateway_http --secret-file {trial.Secret}{Environment.NewLine}", output);
    }

    [Fact]
    public void Should_tell_in_trial_mode_what_was_set()
    {
        var output = Banner("http://192.0.2.1:9090", TrialPaths.Of("/state", secret: null), "X-Mine");
        Assert.Contains("http://192.0.2.1:9090/DATASET", output);
        Assert.DoesNotContain("on this machine only", output);
        Assert.Contains("X-Mine, whose secret you have set", output);
        Assert.Contains("/gateway_http --secret SECRET --header X-Mine", output);
    }

    private static string Banner(string listen, TrialPaths trial, string header = "X-Logpush-Auth")
    {
        var settings = SettingsReader.Read($$"""
            relay {
              edge { listen = "{{listen}}", secrets = [uAhX0dYxq4Nn8sT2bVwZ], secret-header = {{header}} }
              receivers.siem.address = "tcp://127.0.0.1:5514"
            }
            """).Valid();
        var output = new StringWriter();
        TrialBanner.Write(output, new Uri(listen), settings.Edge, trial);
        return $"{output}";
    }
}
