using System.Diagnostics.Metrics;
using ActorRelay.Accounts;

namespace ActorRelay.Edge;

/// <summary>How long posts wait for their answers, whose bodies came whole.</summary>
/// <param name="factory">Makes the Meter; null where nobody measures.</param>
internal sealed class AnswerTimes(IMeterFactory? factory = null)
{
    public const string Name = "actorrelay_answer_duration_seconds";
    public const string Help = "From the last byte of a post's body until its answer is known. Cloudflare may give up after 10 s.";

    private readonly Histogram<double>? _durations = factory is null
        ? null
        : RelayMeter.Duration(factory, Name, Help, [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 9, 10, 15, 30]);

    public void Add(TimeSpan time) => _durations?.Record(time.TotalSeconds);
}
