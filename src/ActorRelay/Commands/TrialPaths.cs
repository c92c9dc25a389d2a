namespace ActorRelay.Commands;

/// <summary>Where trial mode keeps its files, absolute.</summary>
/// <param name="State">The relay's state-dir.</param>
/// <param name="Secret">The file with the secret, made once.</param>
/// <param name="Received">Where the embedded Receiver writes HOST.log files.</param>
internal sealed record TrialPaths(string State, string Secret, string Received)
{
    public static TrialPaths Below(string directory)
    {
        var state = Path.GetFullPath(Path.Combine(directory, "state"));
        return new(state, Path.Combine(state, "secret"), Path.Combine(state, "received"));
    }
}
