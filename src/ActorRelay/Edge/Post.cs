using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Edge;

/// <summary>One post, as its head says.</summary>
/// <param name="Target">Where it goes; null when it is no target.</param>
/// <param name="Routes">Of the dataset that the target names; null when it names none, or none takes it.</param>
/// <param name="Secret">Whether its secret opens the target.</param>
/// <param name="IsAllowed">Whether its address may post.</param>
internal sealed record Post(
    BatchId Batch, PostTarget? Target, DatasetRoutes? Routes, Caller Caller, SecretVerdict Secret, bool IsAllowed)
{
    public PostCourse Course { get; } = new();

    public bool IsOpen => IsAllowed & Secret is SecretVerdict.Opens;

    /// <summary>Why it is not let in, for the log: its sender is not to know.</summary>
    public string WhyForbidden(string secretHeader) => (IsAllowed, Secret) switch
    {
        (false, _) => "its address is not in edge.allow-from",
        (_, SecretVerdict.Missing) => $"there is no header {secretHeader}, or it is empty",
        (_, SecretVerdict.OtherPaths) => "the secret is right, but its paths do not have this one",
        _ => "the secret is wrong",
    };
}

/// <summary>Who posted.</summary>
/// <param name="Address">Empty when it cannot be told.</param>
/// <param name="Secret">Name of the secret it showed; empty when that was none.</param>
internal readonly record struct Caller(string Address, string Secret)
{
    public override string ToString() =>
        (Address.Length == 0 ? "an address that cannot be told" : Address) + (Secret.Length == 0 ? "" : $", secret {Secret}");
}
