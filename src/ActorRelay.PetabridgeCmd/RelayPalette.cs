using System.Collections.Immutable;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorRelay.PetabridgeCmd;

/// <summary>The palette <c>relay</c> for pbm: <c>pbm 127.0.0.1:9110 relay status</c>.</summary>
internal sealed class RelayPalette : CommandPaletteHandler
{
    public const string ModuleName = "relay";

    public RelayPalette(ImmutableArray<PaletteCommand> commands)
        : this(commands, new CommandPalette(ModuleName, commands.Select(Definition)))
    {
    }

    private RelayPalette(ImmutableArray<PaletteCommand> commands, CommandPalette palette)
        : base(palette) => HandlerProps = Props.Create(() => new RelayPaletteActor(palette, commands));

    public override Props HandlerProps { get; }

    private static CommandDefinition Definition(PaletteCommand of)
    {
        var definition = new CommandDefinitionBuilder().WithName(of.Name).WithDescription(of.Help);
        foreach (var argument in of.Arguments)
        {
            definition = definition.WithArgument(builder => builder
                .WithName(argument.Name).WithDescription(argument.Help).IsMandatory(argument.IsMandatory).WithSwitch($"--{argument.Name}"));
        }

        return definition.Build();
    }
}
