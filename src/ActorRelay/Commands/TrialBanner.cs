using System.Text;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>What trial mode tells the person at the terminal. It says where the secret is, never what it is.</summary>
internal static class TrialBanner
{
    /// <summary>A file to send when there is none at hand.</summary>
    private const string Sample = """{"Datetime":"2026-11-03T00:05:07Z","Action":"block","DeviceName":"たろうのPC"}""";

    public static void Write(TextWriter output, Uri edge, EdgeSettings settings, TrialPaths trial)
    {
        var header = settings.SecretHeader;
        var where = trial.Secret is null ? "whose secret you have set" : $"whose secret is in {trial.Secret}";
        var secret = trial.Secret is null ? "--secret SECRET" : $"--secret-file {Quote(trial.Secret)}";
        var other = header == SendOptions.DefaultHeader ? "" : $" --header {header}";
        var url = edge.GetLeftPart(UriPartial.Authority);
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine("TRIAL MODE: no settings file and no Receiver were named, so this relay brings its own Receiver.");
        text.AppendLine(settings.Listen.All(a => a.IsLoopback)
            ? "It listens on this machine only, and is not for real logs."
            : "It is not for real logs.");
        text.AppendLine();
        text.AppendLine($"  post to          {url}/DATASET");
        text.AppendLine($"  with the header  {header}, {where}");
        text.AppendLine($"  lines arrive in  {trial.Received}{Path.DirectorySeparatorChar}DATASET.log");
        text.AppendLine();
        text.AppendLine("Try it from a second terminal:");
        text.AppendLine();
        text.AppendLine($"  echo '{Sample}' |");
        text.AppendLine($"    {SelfCommand} send - --to {url}/gateway_http {secret}{other}");
        text.AppendLine();
        text.AppendLine("Ctrl-C stops it. For real: run --config FILE (hocon/relay.hocon names every setting).");
        output.Write(text);
        output.Flush();
    }

    /// <summary>How this very program can be called again, whether installed or by <c>dotnet run</c>.</summary>
    private static string SelfCommand
    {
        get
        {
            var path = Environment.ProcessPath ?? "actorrelay";
            return Path.GetFileNameWithoutExtension(path) == "dotnet"
                ? $"{Quote(path)} {Quote(Path.Combine(AppContext.BaseDirectory, "actorrelay.dll"))}"
                : Quote(path);
        }
    }

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
