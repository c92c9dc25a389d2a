namespace ActorRelay.Records.Shaping;

/// <summary>
/// Keeps a share of the lines of a batch. Which, a hash of the batch's content and the line's number decides, so the
/// same body gives the same lines when it comes again, whichever Receiver, thread or relay asks.
/// </summary>
internal readonly struct Sample
{
    private const double TwoTo64 = 18_446_744_073_709_551_616.0;

    private readonly ulong _below;

    /// <param name="share">0 keeps none, 1 all.</param>
    public Sample(double share)
    {
        IsAll = share >= 1;
        _below = IsAll ? ulong.MaxValue : (ulong)(share * TwoTo64);
    }

    public bool IsAll { get; }

    /// <param name="batch">A hash of the batch's content.</param>
    /// <param name="line">Number of the line in it.</param>
    public bool Keeps(ulong batch, long line) => IsAll || Mix(batch + (ulong)line * 0x9E3779B97F4A7C15) < _below;

    /// <summary>SplitMix64's last step, by which each bit of the input changes half of the output's.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
