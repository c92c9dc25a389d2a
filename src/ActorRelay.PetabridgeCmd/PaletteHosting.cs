using System.Collections.Immutable;
using Akka.Hosting;
using Petabridge.Cmd.Host;

namespace ActorRelay.PetabridgeCmd;

/// <summary>Opens the door for pbm with the actor system.</summary>
internal static class PaletteHosting
{
    public static AkkaConfigurationBuilder AddRelayPalette(
        this AkkaConfigurationBuilder akka, string host, int port, ImmutableArray<PaletteCommand> commands) =>
        akka.AddPetabridgeCmd(
            options: new PetabridgeCmdOptions { Host = host, Port = port },
            hostConfiguration: pbm => pbm.RegisterCommandPalette(new RelayPalette(commands)));
}
