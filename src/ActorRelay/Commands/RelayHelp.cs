using System.CommandLine;
using System.CommandLine.Invocation;
using ActorRelay.Inspection;

namespace ActorRelay.Commands;

/// <summary>
/// Help as it is made for every command; that of <c>relay</c> has each of its commands with arguments and options, so that
/// nobody has to ask a relay that may not run.
/// </summary>
/// <param name="plain">Makes help of any command.</param>
internal sealed class RelayHelp(SynchronousCommandLineAction plain) : SynchronousCommandLineAction
{
    private const string Indent = "      ";
    private const int Columns = 100;

    public override int Invoke(ParseResult parseResult)
    {
        var code = plain.Invoke(parseResult);
        if (parseResult.CommandResult.Command.Name == InspectCommand.Name)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("What it can be asked, and told:");
            foreach (var command in InspectionCommands.All)
            {
                output.WriteLine($"  {command.FullUsage}");
                Write(output, command.Help + (command.Changes ? " It changes something." : ""));
                foreach (var option in command.Options)
                {
                    Write(output, $"{(option.Letter is { } letter ? $"-{letter}, " : "")}{option.Usage}: {option.Help}");
                }
            }
        }

        return code;
    }

    private static void Write(TextWriter output, string text)
    {
        foreach (var line in ReportRows.Wrap(text, Columns - Indent.Length))
        {
            output.WriteLine(Indent + line);
        }
    }
}
