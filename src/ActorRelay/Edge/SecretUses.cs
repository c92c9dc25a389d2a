using System.Collections.Immutable;

namespace ActorRelay.Edge;

/// <summary>
/// Which secrets are still in use, so that a rotation can be finished. It knows the names of the settings, never a value, and
/// begins anew with the relay. Thread-safe.
/// </summary>
internal sealed class SecretUses(DateTimeOffset since)
{
    private const int Hours = 24;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Uses> _uses = new(StringComparer.Ordinal);

    /// <param name="secret">Its name; it has opened the path.</param>
    public void Count(string secret, string path, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_uses.TryGetValue(secret, out var uses))
            {
                uses = _uses[secret] = new Uses();
            }

            uses.Count(path, now);
        }
    }

    /// <param name="names">Those of the settings, in their order. Others that were used before follow.</param>
    public SecretsReport Report(IEnumerable<string> names, DateTimeOffset now)
    {
        lock (_lock)
        {
            var known = names.ToList();
            return new SecretsReport(
                since,
                [
                    .. known.Select(name => _uses.GetValueOrDefault(name, Uses.None).Report(name, now)),
                    .. _uses.Keys.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                        .Select(name => _uses[name].Report(name, now) with { IsRemoved = true }),
                ]);
        }
    }

    private sealed class Uses
    {
        public static readonly Uses None = new();

        /// <summary>By hour of the epoch, modulo its length.</summary>
        private readonly (long Hour, long Uses)[] _hours = new (long, long)[Hours];
        private DateTimeOffset? _last;
        private string? _path;

        public void Count(string path, DateTimeOffset now)
        {
            (_last, _path) = (now, path);
            var hour = HourOf(now);
            ref var place = ref _hours[hour % Hours];
            place = place.Hour == hour ? (hour, place.Uses + 1) : (hour, 1);
        }

        public SecretReport Report(string name, DateTimeOffset now) =>
            new(name, _last, _path, _hours.Where(of => of.Hour > HourOf(now) - Hours).Sum(of => of.Uses));

        private static long HourOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / 3600;
    }
}

/// <param name="Since">Uses before that are not known: the relay was started then.</param>
internal sealed record SecretsReport(DateTimeOffset Since, ImmutableArray<SecretReport> Secrets);

/// <param name="Name">As in the settings.</param>
/// <param name="LastUse">When it last opened a path; null for not since the start.</param>
/// <param name="LastPath">Which.</param>
/// <param name="UsesInDay">Posts that it opened in the last 24 h, to the hour.</param>
internal sealed record SecretReport(string Name, DateTimeOffset? LastUse, string? LastPath, long UsesInDay)
{
    /// <summary>The settings do not have it any more.</summary>
    public bool IsRemoved { get; init; }
}
