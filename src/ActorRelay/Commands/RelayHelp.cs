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
        var asked = parseResult.CommandResult.Command;
        if (asked.Name != InspectCommand.Name)
        {
            return plain.Invoke(parseResult);
        }

        // They are listed once, with more than this would say of them.
        SetHidden(asked, true);
        var code = plain.Invoke(parseResult);
        SetHidden(asked, false);
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

        return code;
    }

    private static void SetHidden(Command of, bool isHidden)
    {
        foreach (var command in of.Subcommands)
        {
            command.Hidden = isHidden;
        }
    }

    private static void Write(TextWriter output, string text)
    {
        foreach (var line in ReportRows.Wrap(text, Columns - Indent.Length))
        {
            output.WriteLine(Indent + line);
        }
    }
}
