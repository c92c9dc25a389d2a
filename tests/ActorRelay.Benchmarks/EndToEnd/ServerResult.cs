namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>All rounds of one server under one workload.</summary>
internal sealed class ServerResult(string name)
{
    public string Name => name;

    public List<Round> Rounds { get; } = [];

    /// <summary>The most block bytes seen in use; sampled in the warm-up, to leave measured rounds in peace.</summary>
    public long BlockBytes { get; set; }

    public Spread Of(Func<Round, double> number) => Spread.Of(Rounds.Select(number));

    public long PeakRss => Rounds.Max(round => round.PeakRss);
}
