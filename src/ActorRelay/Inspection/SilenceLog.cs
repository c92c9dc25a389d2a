using System.Globalization;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// What the log says of datasets that should come and do not: once when one is late, then once an hour, and when something of
/// it has come again.
/// </summary>
internal sealed class SilenceLog
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Dictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);

    /// <returns>Lines to log; <c>IsTrouble</c> while nothing comes.</returns>
    public IEnumerable<(bool IsTrouble, string Text)> Look(InspectionProtocol.StatusReport status, DateTimeOffset now)
    {
        foreach (var dataset in status.Expected)
        {
            if (!dataset.IsLate)
            {
                if (_said.Remove(dataset.Dataset))
                {
                    yield return (false, $"Dataset {dataset.Dataset}: something of it has come again");
                }
            }
            else if (!_said.TryGetValue(dataset.Dataset, out var said) || now - said >= Pause)
            {
                _said[dataset.Dataset] = now;
                yield return (true, $"Dataset {Describe(dataset)}: is its Logpush job enabled?");
            }
        }
    }

    /// <summary>For a sentence: how long nothing has come, and what was expected.</summary>
    public static string Describe(InspectionProtocol.ExpectedReport dataset) =>
        $"{dataset.Dataset}: nothing of it has come for {Rounded(TimeSpan.FromSeconds(dataset.SilentSeconds))}, "
        + $"and relay.expect allows {Durations.Format(TimeSpan.FromSeconds(dataset.AllowedSeconds))}";

    private static string Rounded(TimeSpan time) => time < TimeSpan.FromHours(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h");
}
