namespace ActorRelay.Edge;

/// <summary>Who posted.</summary>
/// <param name="Address">Empty when it cannot be told.</param>
/// <param name="Secret">Name of the secret it showed; empty when that was none.</param>
internal readonly record struct Caller(string Address, string Secret)
{
    public override string ToString() =>
        (Address.Length == 0 ? "an address that cannot be told" : Address) + (Secret.Length == 0 ? "" : $", secret {Secret}");
}
