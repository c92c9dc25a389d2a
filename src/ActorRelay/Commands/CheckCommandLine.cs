using System.CommandLine;

namespace ActorRelay.Commands;

/// <summary>How <c>check</c> is called: it validates settings and reports every error at once.</summary>
internal static class CheckCommandLine
{
    public static Command Create()
    {
        var settings = new SettingsOptions();
        var connect = new Option<bool>("--connect")
        {
            Description = "Also open a connection to each Receiver and look at the edge's certificate.",
        };
        var command = new Command("check", "Validates the settings and reports every error.") { connect };
        settings.AddTo(command);
        command.SetAction((parse, cancellation) => CheckCommand.RunAsync(
            settings.Read(parse).ToInput(),
            parse.GetValue(connect),
            parse.InvocationConfiguration.Output,
            parse.InvocationConfiguration.Error,
            cancellation));
        return command;
    }
}
