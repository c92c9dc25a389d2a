using System.Globalization;

namespace ActorRelay.Tests.Judge;

/// <summary>The seed of a random schedule: another one each time, unless the environment says which.</summary>
internal static class FaultSeed
{
    public const string Variable = "ACTORRELAY_FAULT_SEED";

    public static ulong Take() =>
        ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : (ulong)Random.Shared.Next();
}
