using System.Net;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>The door for pbm, where it is built in: <c>petabridge.cmd { }</c>.</summary>
internal sealed record PetabridgeCmdSettings
{
    private const int DefaultPort = 9110;

    /// <summary>The program was built where its package restores.</summary>
#if PETABRIDGE_CMD
    public static bool IsBuiltIn => true;
#else
    public static bool IsBuiltIn => false;
#endif

    public bool Enabled { get; init; } = true;

    /// <summary>A loopback address: pbm asks nobody who they are.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>0 for any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Though a token is set, who is on this machine may change something by pbm, and see records.</summary>
    public bool TrustLocal { get; init; }

    public static PetabridgeCmdSettings Read(SettingsLog log, HoconObject root)
    {
        if (root.Find(["petabridge", "cmd"]) is not HoconObject fields)
        {
            return new PetabridgeCmdSettings();
        }

        (string, bool)[] yesOrNo = [("true", true), ("false", false), ("on", true), ("off", false)];
        var cmd = new SettingsSection(log, "petabridge.cmd", "petabridge.cmd", fields);
        var host = cmd.Text("host", "127.0.0.1");
        if (host == "localhost")
        {
            host = "127.0.0.1";
        }

        if (!IPAddress.TryParse(host, out var address) || !IPAddress.IsLoopback(address))
        {
            cmd.Error("host", "expected a loopback address, such as 127.0.0.1: pbm asks nobody who they are");
        }

        return new PetabridgeCmdSettings
        {
            Enabled = cmd.Choice("enabled", [.. yesOrNo], fallback: true),
            Host = host,
            Port = cmd.Integer("port", 0, 65535, DefaultPort),
            TrustLocal = cmd.Choice("trust-local", [.. yesOrNo], fallback: false),
        };
    }
}
