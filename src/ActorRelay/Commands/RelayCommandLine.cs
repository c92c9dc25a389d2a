using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using ActorRelay.Configuration;
using ActorRelay.Hosting;

namespace ActorRelay.Commands;

/// <summary>
/// The program as its user calls it: the tree of commands, and what each way to end looks like. Failures are one line
/// on standard error; only a fault of the program's own shows a stack trace.
/// </summary>
internal static class RelayCommandLine
{
    private const string Name = "actorrelay";

    /// <summary>Parses and runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var settings = new SettingsOptions();
        var root = CreateRoot(settings);

        // An argument that begins with @ is an argument, not the name of a file of arguments.
        var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (FindErrors(parse, root, settings) is { Count: > 0 } errors)
        {
            errors.ForEach(message => error.WriteLine(OneLine($"{Name}: {message}")));
            error.WriteLine($"See {CommandPath(parse)} --help.");
            return ExitCode.Wrong;
        }

        using var stop = new StopSignal(onHangUp: !IsRelay(parse));
        try
        {
            // Signals are StopSignal's and the host's: a relay must have its whole stop-timeout to drain.
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parse.InvokeAsync(invocation, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            error.WriteLine($"{Name}: stopped");
            return ExitCode.Failed;
        }
        catch (UnusableSettingsException failure)
        {
            // As what the reader of settings finds is shown: beginning with the setting.
            error.WriteLine(OneLine(failure.Message));
            return ExitCode.Wrong;
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            error.WriteLine(OneLine($"{Name}: {failure.Message}"));
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            $"{Name}: {fault}".Split('\n').ToList().ForEach(line => error.WriteLine(OneLine(line)));
            return ExitCode.Failed;
        }
    }

    /// <summary>What the system or a library says may have several lines, and it quotes what an operator wrote.</summary>
    private static string OneLine(string text) => SettingsText.OneLine(text.ReplaceLineEndings(" "));

    private static RootCommand CreateRoot(SettingsOptions settings)
    {
        var root = new RootCommand(
            "Relays Cloudflare Logpush (HTTP, gzip NDJSON) to syslog over TCP. Without a command it is 'run'.")
        {
            RunCommand.Create(),
            DemoCommand.Create(),
            ReceiveCommand.Create(),
            SendCommandLine.Create(),
            CheckCommandLine.Create(),
            InspectCommand.Create(),
            TopCommand.Create(),
        };
        settings.AddTo(root);
        root.Options.OfType<VersionOption>().Single().Action = new Doors();
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new RelayHelp((SynchronousCommandLineAction)help.Action!);
        root.SetAction((parse, cancellation) => RunCommand.RunAsync(parse, settings, cancellation));
        return root;
    }

    private static List<string> FindErrors(ParseResult parse, RootCommand root, SettingsOptions settings)
    {
        if (parse.Action is ParseErrorAction)
        {
            return [.. parse.Errors.Select(error => error.Message)];
        }

        // They would be silently left out otherwise.
        var isMisplaced = parse.CommandResult.Command != root && settings.AreGiven(parse);
        return isMisplaced ? [$"Options go after the command: {CommandPath(parse)} --config FILE"] : [];
    }

    /// <summary>The world's fault rather than the program's: a file, a directory, an address.</summary>
    private static bool IsExpected(Exception failure) =>
        failure is CommandFailedException or IOException or UnauthorizedAccessException or SocketException;

    private static bool IsRelay(ParseResult parse) => parse.CommandResult.Command is RootCommand { } or { Name: RunCommand.Name };

    private static string CommandPath(ParseResult parse) =>
        string.Join(' ', CommandNames(parse.CommandResult).Reverse().Prepend(Name));

    private static IEnumerable<string> CommandNames(CommandResult? result)
    {
        for (; result is { Command: not RootCommand }; result = result.Parent as CommandResult)
        {
            yield return result.Command.Name;
        }
    }
}
