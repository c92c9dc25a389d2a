#if PETABRIDGE_CMD
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using ActorRelay.Configuration;
using ActorRelay.Inspection;
using ActorRelay.PetabridgeCmd;
using Akka.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Hosting;

/// <summary>
/// The door for pbm: every inspection command in the palette <c>relay</c>, its words joined by dashes, its arguments and options as
/// switches; a flag is given as <c>--NAME true</c>. pbm asks nobody who they are: where a token is set, what changes something or
/// shows records is refused.
/// </summary>
internal static partial class PbmDoor
{
    private const string Refusal = "use the CLI with the token: actorrelay relay {0} --token-file FILE; or set petabridge.cmd.trust-local = true";

    /// <summary>A port that is taken is a warning, and never an end: the relay is there to deliver.</summary>
    public static void AddTo(AkkaConfigurationBuilder akka, RelaySettings settings, ILogger log, Func<CommandRunner> runner)
    {
        var pbm = settings.PetabridgeCmd;
        if (!pbm.Enabled)
        {
            return;
        }

        if (TryPort(pbm) is { } port)
        {
            akka.AddRelayPalette(pbm.Host, port, Commands(settings, runner));
            LogOpen(log, pbm.Host, port);
        }
        else
        {
            LogTaken(log, pbm.Host, pbm.Port);
        }
    }

    public static ImmutableArray<PaletteCommand> Commands(RelaySettings settings, Func<CommandRunner> runner)
    {
        var isTrusted = settings.Inspection.Token.Length == 0 || settings.PetabridgeCmd.TrustLocal;
        return
        [
            .. InspectionCommands.All.Select(command => new PaletteCommand(
                command.Name.Replace(' ', '-'),
                command.Help,
                [
                    .. command.Arguments.Select(name => new PaletteArgument(SwitchOf(name), name, IsMandatory: !name.StartsWith('['))),
                    .. command.Options.Select(option => new PaletteArgument(option.Name, option.Help, IsMandatory: false)),
                ],
                (values, cancellation) => isTrusted || !(command.Changes || command.ShowsPayload)
                    ? RunAsync(command, values, runner(), cancellation)
                    : RefuseAsync(command))),
        ];
    }

    private static string SwitchOf(string argument) => argument.Trim('[', ']').ToLowerInvariant();

    private static async IAsyncEnumerable<PaletteAnswer> RunAsync(
        InspectionCommand command,
        IReadOnlyDictionary<string, string> values,
        CommandRunner runner,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ImmutableArray<string> words = [.. command.Arguments.Select(SwitchOf).Where(values.ContainsKey).Select(name => values[name])];
        var options = command.Options.Where(option => values.ContainsKey(option.Name)).ToDictionary(option => option.Name, option => values[option.Name]);
        switch (await runner.RunAsync(command, words, options, "pbm", cancellation))
        {
            case InspectionResult.Report report:
                yield return new PaletteAnswer(report.Rows().ToText().TrimEnd('\n'));
                break;
            case InspectionResult.Bytes bytes when bytes.Type.StartsWith("text/", StringComparison.Ordinal):
                await foreach (var piece in bytes.Pieces.WithCancellation(cancellation))
                {
                    var lines = Encoding.UTF8.GetString(piece.Span).TrimEnd('\r', '\n').Split('\n');
                    yield return new PaletteAnswer(string.Join('\n', lines.Select(line => SettingsText.OneLine(line.TrimEnd('\r')))));
                }

                break;
            case InspectionResult.Bytes bytes:
                await foreach (var _ in bytes.Pieces.WithCancellation(cancellation))
                {
                    break; // Begun and ended at once, so that what it reads is closed.
                }

                yield return new PaletteAnswer($"these are bytes, not text: actorrelay relay {command.Name} > FILE", IsError: true);
                break;
            case InspectionResult.Error error:
                yield return new PaletteAnswer(SettingsText.OneLine(error.Text), IsError: true);
                break;
        }
    }

    private static async IAsyncEnumerable<PaletteAnswer> RefuseAsync(InspectionCommand command)
    {
        await Task.CompletedTask;
        yield return new PaletteAnswer(Refusal.Replace("{0}", command.Name, StringComparison.Ordinal), IsError: true);
    }

    private static int? TryPort(PetabridgeCmdSettings pbm)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Parse(pbm.Host), pbm.Port);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "pbm is answered on {Host}:{Port}")]
    private static partial void LogOpen(ILogger log, string host, int port);

    [LoggerMessage(
        EventId = 7,
        Level = LogLevel.Warning,
        Message = "pbm is not answered, for another program has {Host}:{Port}: set petabridge.cmd.port, 0 for any free one, or petabridge.cmd.enabled = false")]
    private static partial void LogTaken(ILogger log, string host, int port);
}
#endif
