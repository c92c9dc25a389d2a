using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorRelay.Configuration.Hocon;

namespace ActorRelay.Configuration;

/// <summary>
/// Settings for who starts the relay without a file and names no Receiver: the edge on loopback, a secret made once
/// and kept, and the embedded Receiver. Environment and <c>--set</c> go on top, as always.
/// </summary>
internal static class TrialMode
{
    /// <summary>Name of the Receiver.</summary>
    public const string Receiver = "trial";

    /// <summary>The secret's file, in state-dir; only its owner may read it.</summary>
    public const string SecretFile = "secret";

    private const int SecretBytes = 30;
    private const string PlaceName = "trial mode";

    /// <summary>There is no file, and neither environment nor <c>--set</c> names a Receiver.</summary>
    public static bool IsFor(SettingsInput input)
    {
        if (!input.Files.IsEmpty || !input.Texts.IsEmpty)
        {
            return false;
        }

        var loader = new HoconLoader(input.FileReader ?? new HoconDiskFiles(input.WorkingDirectory));
        SettingsLayers.AddEnvironment(loader, input.Environment);
        foreach (var set in input.Sets)
        {
            SettingsLayers.AddSet(loader, set);
        }

        var receivers = loader.Resolve(input.Environment).Find(["relay", "receivers"]);
        return receivers is null or HoconObject { Fields.IsEmpty: true };
    }

    /// <param name="workingDirectory">Where <c>state/</c> is, or is made.</param>
    /// <param name="receiverPort">Where the embedded Receiver listens on 127.0.0.1.</param>
    public static SettingsResult Settings(string workingDirectory, int receiverPort) =>
        Settings(new SettingsInput { WorkingDirectory = workingDirectory }, receiverPort);

    /// <param name="input">What goes on top.</param>
    /// <param name="receiverPort">Where the embedded Receiver listens on 127.0.0.1.</param>
    public static SettingsResult Settings(SettingsInput input, int receiverPort)
    {
        // The secret's place is known only when state-dir is.
        var draft = Read(input, Text(receiverPort, $"value = \"{NewSecret()}\""));
        if (draft.Settings is null)
        {
            return draft;
        }

        try
        {
            KeepSecret(draft.Settings.StateDir);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = new SettingsProblem(
                new Place(PlaceName, 0, 0),
                "relay.state-dir",
                $"\"{draft.Settings.StateDir}\"",
                $"cannot keep a secret there: {e.Message}");
            return draft with { Settings = null, Errors = [problem] };
        }

        return Read(input, Text(receiverPort, $"file = \"{SecretFile}\""));
    }

    private static SettingsResult Read(SettingsInput input, string text) =>
        SettingsReader.Read(input with { Texts = [(PlaceName, text)] });

    private static string Text(int receiverPort, string secret) => string.Create(CultureInfo.InvariantCulture, $$"""
        relay {
          edge { listen = "http://127.0.0.1:8080", secrets = [{ name = "trial", {{secret}} }] }
          receivers { {{Receiver}} { address = "tcp://127.0.0.1:{{receiverPort}}", profile = "alog" } }
        }
        """);

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static void KeepSecret(string stateDir)
    {
        var path = Path.Combine(stateDir, SecretFile);
        if (!File.Exists(path))
        {
            PrivateFiles.CreateFolder(stateDir);
            PrivateFiles.Replace(path, Encoding.ASCII.GetBytes($"{NewSecret()}\n"));
        }
    }
}
