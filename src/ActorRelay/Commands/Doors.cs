using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary><c>--version</c>: the version, and which doors to inspection are built in.</summary>
internal sealed class Doors : SynchronousCommandLineAction
{
    public static string Text { get; } =
        $"doors: http, cli, page, {(PetabridgeCmdSettings.IsBuiltIn ? "pbm" : "no pbm (Petabridge.Cmd.Host was not to be had where this was built)")}";

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(Doors).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version);
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return ExitCode.Ok;
    }
}
