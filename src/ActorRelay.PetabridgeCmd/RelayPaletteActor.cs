using System.Collections.Immutable;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorRelay.PetabridgeCmd;

/// <summary>
/// Answers one client of pbm. It holds nothing: a command runs beside it, and answers the client line by line, then with one
/// answer that is the last. When it ends, for its client has gone, so do the commands that still run.
/// </summary>
internal sealed class RelayPaletteActor : CommandHandlerActor
{
    private readonly CancellationTokenSource _gone = new();

    public RelayPaletteActor(CommandPalette palette, ImmutableArray<PaletteCommand> commands)
        : base(palette)
    {
        foreach (var command in commands)
        {
            Process(command.Name, (_, arguments) => Begin(command, command.Arguments
                .Select(argument => (argument.Name, Value: arguments.ArgumentValues(argument.Name).FirstOrDefault()))
                .Where(argument => argument.Value is not null)
                .ToDictionary(argument => argument.Name, argument => argument.Value!)));
        }
    }

    protected override void PostStop()
    {
        _gone.Cancel();
        base.PostStop();
    }

    private void Begin(PaletteCommand command, Dictionary<string, string> values) =>
        _ = AnswerAsync(command, values, Sender, _gone.Token);

    private static async Task AnswerAsync(
        PaletteCommand command, Dictionary<string, string> values, IActorRef client, CancellationToken gone)
    {
        try
        {
            await foreach (var answer in command.Run(values, gone).ConfigureAwait(false))
            {
                if (answer.IsError)
                {
                    client.Tell(new ErroredCommandResponse(answer.Text));
                    return;
                }

                client.Tell(new CommandResponse(answer.Text, final: false));
            }

            client.Tell(CommandResponse.Empty);
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            client.Tell(new ErroredCommandResponse($"it could not be done: {fault.Message}"));
        }
    }
}
