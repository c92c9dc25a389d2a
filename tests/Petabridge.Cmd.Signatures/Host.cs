using Akka.Actor;
using Akka.Hosting;

namespace Petabridge.Cmd.Host;

public sealed class PetabridgeCmdOptions
{
    public string? Host { get; set; }

    public int? Port { get; set; }
}

public sealed class PetabridgeCmd
{
    public bool RegisterCommandPalette(CommandPaletteHandler handler) => true;
}

public abstract class CommandPaletteHandler(CommandPalette palette)
{
    public CommandPalette Palette => palette;

    public abstract Props HandlerProps { get; }
}

public abstract class CommandHandlerActor(CommandPalette palette) : ReceiveActor
{
    protected void Process(string commandName, Action<Command> handler) =>
        Receive<Command>(command => command.Name == commandName, handler);

    protected void Process(string commandName, Action<Command, ParsedArguments> handler)
    {
        var definition = palette.Commands.Single(command => command.Name == commandName);
        Receive<Command>(command => command.Name == commandName, command => handler(command, new ParsedArguments(definition, command)));
    }
}

public static class PetabridgeCmdHosting
{
    public static AkkaConfigurationBuilder AddPetabridgeCmd(
        this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options, Action<PetabridgeCmd> hostConfiguration) => builder;
}
