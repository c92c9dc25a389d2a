using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Commands;

/// <summary><c>receive</c>: the embedded Receiver alone, until it is stopped.</summary>
internal static class ReceiveCommand
{
    private const int DefaultPort = 5514;

    public static Command Create()
    {
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = $"Where to listen, tcp://ADDRESS:PORT. [default: tcp://127.0.0.1:{DefaultPort}]",
            HelpName = "URL",
            CustomParser = ParseListen,
        };
        var directory = new Option<string>("--out")
        {
            Description = "Directory to write HOST.log files to; without it messages go to standard output.",
            HelpName = "DIR",
        };
        var command = new Command(
            "receive", "Receives syslog over TCP (line feed or octet counting, RFC 6587) and writes it down.")
        {
            listen,
            directory,
        };
        command.SetAction((parse, cancellation) => RunAsync(
            parse.GetValue(listen) ?? new IPEndPoint(IPAddress.Loopback, DefaultPort),
            parse.GetValue(directory),
            parse.InvocationConfiguration.Output,
            parse.InvocationConfiguration.Error,
            cancellation));
        return command;
    }

    /// <summary>Receives until cancelled. The first line of <paramref name="error"/> says where.</summary>
    internal static async Task<int> RunAsync(
        IPEndPoint listen, string? directory, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var report = TextWriter.Synchronized(error);
        using var files = directory is null ? null : new HostFiles(directory);
        await using var server = Start(listen, files ?? SinkTo(output), report.WriteLine);
        report.WriteLine($"listening tcp://{server.EndPoint}" + (directory is null ? "" : $" writing to {directory}"));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = cancellation.Register(stopped.SetResult);
        await stopped.Task;
        return ExitCode.Ok;
    }

    private static SyslogServer Start(IPEndPoint listen, IMessageSink sink, Action<string> report)
    {
        try
        {
            return SyslogServer.Start(listen, sink, report);
        }
        catch (SocketException failure)
        {
            throw new CommandFailedException($"cannot listen on tcp://{listen}: {failure.Message}", failure);
        }
    }

    private static IMessageSink SinkTo(TextWriter output) => output == Console.Out && Console.IsOutputRedirected
        ? new StreamLines(Console.OpenStandardOutput())
        : new TerminalLines(output);

    private static IPEndPoint? ParseListen(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "tcp", PathAndQuery: "" or "/" })
        {
            var host = url.IdnHost == "localhost" ? "127.0.0.1" : url.IdnHost;
            if (IPAddress.TryParse(host, out var address))
            {
                return new IPEndPoint(address, url.Port < 0 ? DefaultPort : url.Port);
            }
        }

        argument.AddError($"--listen {text}: tcp://ADDRESS:PORT expected, such as tcp://0.0.0.0:{DefaultPort}");
        return null;
    }
}
