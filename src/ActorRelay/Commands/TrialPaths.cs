namespace ActorRelay.Commands;

/// <summary>Where trial mode keeps its files, absolute.</summary>
/// <param name="Secret">The file with the secret; null when the settings given hold one instead.</param>
/// <param name="Received">Where the embedded Receiver writes HOST.log files.</param>
internal sealed record TrialPaths(string? Secret, string Received)
{
    public static TrialPaths Of(string stateDir, string? secret) => new(secret, Path.Combine(stateDir, "received"));
}
