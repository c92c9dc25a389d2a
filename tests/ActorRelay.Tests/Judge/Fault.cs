using System.Globalization;

namespace ActorRelay.Tests.Judge;

/// <summary>Something that goes wrong with a connection.</summary>
/// <param name="Kind">What.</param>
/// <param name="After">The bytes its application reads before; the place is <paramref name="Cut"/>.</param>
/// <param name="Cut">Where, from there on.</param>
/// <param name="For">How long it lasts, where it ends by itself.</param>
internal sealed record Fault(FaultKind Kind, long After, CutAt Cut = CutAt.Byte, TimeSpan For = default)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} after {After} B{(Cut == CutAt.Byte ? "" : $" at {Cut}")}{(For == default ? "" : $" for {For.TotalSeconds} s")}");
}
