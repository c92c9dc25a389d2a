using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorRelay.Accounts;
using ActorRelay.Configuration;

namespace ActorRelay.Inspection;

/// <summary>
/// How long nothing has come of the datasets of <c>relay.expect</c>: since the last batch of one, this run's or an earlier
/// one's; where none is known, since the relay started. Thread-safe.
/// </summary>
internal sealed class ExpectedDatasets(CurrentSettings settings, RecordAccounts accounts, DateTimeOffset started)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _before = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In an earlier run something of it came then.</summary>
    public void Remember(string dataset, DateTimeOffset last)
    {
        if (settings.Now.Expect.Any(one => one.Dataset.Equals(dataset, StringComparison.OrdinalIgnoreCase)))
        {
            _before.AddOrUpdate(dataset, last, (_, before) => before > last ? before : last);
        }
    }

    public ImmutableArray<InspectionProtocol.ExpectedReport> Report(DateTimeOffset now)
    {
        var expected = settings.Now.Expect;
        if (expected.IsEmpty)
        {
            return [];
        }

        var received = accounts.LastReceived();
        return
        [
            .. expected.Select(one =>
            {
                // A sender may write the name in capitals.
                var last = received
                    .Where(of => of.Key.Equals(one.Dataset, StringComparison.OrdinalIgnoreCase))
                    .Select(of => (DateTimeOffset?)of.Value)
                    .Append(_before.TryGetValue(one.Dataset, out var before) ? before : null)
                    .Max();
                var silent = now - (last ?? started);
                return new InspectionProtocol.ExpectedReport(
                    one.Dataset, one.Within.TotalSeconds, last, Math.Max(0, silent.TotalSeconds), silent > one.Within);
            }),
        ];
    }
}
