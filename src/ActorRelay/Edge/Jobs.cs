using System.Collections.Immutable;
using ActorRelay.Batches;
using ActorRelay.Records;

namespace ActorRelay.Edge;

/// <summary>
/// What comes on each path, which stands for a job, and what it is answered: since when it has been refused, for Cloudflare
/// disables a job after 24 h of that, and how long it waits for its answers. Senders choose paths, so those have a place that
/// a right secret has opened, the first <see cref="Capacity"/>, and those that are a dataset of the catalogue and nothing
/// more; all others are <see cref="Others"/>. Thread-safe.
/// </summary>
internal sealed class Jobs
{
    public const int Capacity = 256;

    /// <summary>It is no path, and stands for all that have no place.</summary>
    public const string Others = "(others)";

    /// <summary>A job that is refused comes again every few minutes; a stranger who tried a path once does not.</summary>
    private static readonly TimeSpan StrangersStay = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private int _opened;

    /// <param name="why">Why it was refused, for the operator; not looked at where it was not.</param>
    public void Count(Post post, BatchAnswer answer, string why, DateTimeOffset now)
    {
        lock (_lock)
        {
            var job = Find(post);
            job.Count(post, answer.Outcome, now);
            if (Answers.StatusOf(answer.Outcome) != StatusCodes.Status200OK)
            {
                job.Refuse(Answers.StatusOf(answer.Outcome), why, now, counts: job != _jobs.GetValueOrDefault(Others));
            }
        }
    }

    /// <summary>The client went before the end of its upload.</summary>
    public void CountAbandoned(Post post)
    {
        lock (_lock)
        {
            Find(post).Abandoned++;
        }
    }

    /// <summary>All of them, by path.</summary>
    public ImmutableArray<JobReport> Snapshot(DateTimeOffset now)
    {
        lock (_lock)
        {
            return
            [
                .. _jobs.OrderBy(static job => job.Key, StringComparer.Ordinal).Select(job =>
                    job.Value.Report(job.Key, now, isRefused: job.Value.IsOpened || now - job.Value.LastPost < StrangersStay)),
            ];
        }
    }

    private Job Find(Post post)
    {
        var path = post.Target?.Path ?? Others;
        var job = _jobs.GetValueOrDefault(path);
        if (job is null or { IsOpened: false } && post is { IsOpen: true, Target: not null } && _opened < Capacity)
        {
            _opened++;
            job ??= _jobs[path] = new Job();
            job.IsOpened = true;
        }

        return job ?? Place(post.Target is { Dataset: { } dataset, Source: "" } && DatasetCatalogue.Find(dataset)?.Name == dataset ? path : Others);
    }

    private Job Place(string path) => _jobs.TryGetValue(path, out var job) ? job : _jobs[path] = new Job();

    private sealed class Job
    {
        private readonly RecentRate _batches = new();
        private readonly RecentRate _bytes = new();
        private readonly SlowestRecently _slowest = new();
        private readonly Dictionary<int, long> _answers = [];
        private DateTimeOffset? _lastBatch;
        private DateTimeOffset? _refusingSince;
        private JobRefusal? _lastRefusal;
        private string _secret = "";
        private long _gone;
        private double _goneAfter;

        /// <summary>A right secret was shown for it.</summary>
        public bool IsOpened { get; set; }

        public DateTimeOffset LastPost { get; private set; }

        public long Abandoned { get; set; }

        public void Count(Post post, BatchOutcome outcome, DateTimeOffset now)
        {
            var status = Answers.StatusOf(outcome);
            LastPost = now;
            _answers[status] = _answers.GetValueOrDefault(status) + 1;
            _secret = post.Caller.Secret.Length > 0 ? post.Caller.Secret : _secret;
            if (status == StatusCodes.Status200OK && outcome is not BatchOutcome.Preflight)
            {
                (_lastBatch, _refusingSince) = (now, null);
                _batches.Add(1, now);
                _bytes.Add(post.Course.Bytes, now);
            }

            if (post.Course.Received is { } received)
            {
                _slowest.Add(now - received, now);
                if (post.Course.Gone is { } gone)
                {
                    _gone++;
                    _goneAfter = Math.Max(0, (gone - received).TotalSeconds);
                }
            }
        }

        public void Refuse(int status, string why, DateTimeOffset now, bool counts)
        {
            _refusingSince ??= counts ? now : null;
            _lastRefusal = new JobRefusal(now, status, why);
        }

        public JobReport Report(string path, DateTimeOffset now, bool isRefused) =>
            new(path, LastPost, isRefused ? _refusingSince : null, _answers.ToImmutableSortedDictionary())
            {
                LastBatch = _lastBatch,
                BatchesPerMinute = Math.Round(60 * _batches.PerSecond(now), 1),
                BytesPerSecond = (long)_bytes.PerSecond(now),
                LastRefusal = _lastRefusal,
                Secret = _secret,
                Gone = _gone,
                GoneAfterSeconds = _gone > 0 ? Math.Round(_goneAfter, 1) : null,
                Abandoned = Abandoned,
                SlowestSeconds = _slowest.Of(now) is { } slowest ? Math.Round(slowest.TotalSeconds, 3) : null,
            };
    }

    /// <summary>A rate over the last five minutes or so, later ones counting more.</summary>
    private sealed class RecentRate
    {
        private static readonly TimeSpan Over = TimeSpan.FromMinutes(5);

        private double _sum;
        private DateTimeOffset _at;

        public void Add(double amount, DateTimeOffset now) => (_sum, _at) = (Left(now) + amount, now);

        public double PerSecond(DateTimeOffset now) => Left(now) / Over.TotalSeconds;

        private double Left(DateTimeOffset now) => _sum * Math.Exp(-Math.Max(0, (now - _at) / Over));
    }

    /// <summary>The longest of the last hour, or of up to two.</summary>
    private sealed class SlowestRecently
    {
        private static readonly TimeSpan Turn = TimeSpan.FromHours(1);

        private TimeSpan? _now;
        private TimeSpan? _before;
        private DateTimeOffset _since;

        public void Add(TimeSpan time, DateTimeOffset now)
        {
            (_before, _now, _since) = now - _since < Turn ? (_before, _now, _since) : (now - _since < 2 * Turn ? _now : null, null, now);
            _now = _now > time ? _now : time;
        }

        public TimeSpan? Of(DateTimeOffset now) =>
            now - _since >= 2 * Turn ? null : _before > _now ? _before : _now;
    }
}

/// <summary>What came on one path, which stands for a job.</summary>
/// <param name="Path">As <c>/DATASET/SOURCE</c>; <c>/</c> where the target names no dataset.</param>
/// <param name="LastPost">When one was last answered.</param>
/// <param name="RefusingSince">
/// All posts since then, test uploads aside, were refused; null when the last was not. A path that no right secret has
/// opened is forgotten after a while, for strangers try paths.
/// </param>
/// <param name="Answers">How many, by status.</param>
internal sealed record JobReport(
    string Path, DateTimeOffset LastPost, DateTimeOffset? RefusingSince, ImmutableSortedDictionary<int, long> Answers)
{
    /// <summary>When a batch was last answered 200; null for none since the start.</summary>
    public DateTimeOffset? LastBatch { get; init; }

    /// <summary>Those that were answered 200, over the last minutes.</summary>
    public double BatchesPerMinute { get; init; }

    /// <summary>Bytes of their bodies, as they came.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>When its last pre-flight was answered 200; null when none is known.</summary>
    public DateTimeOffset? LastPreflight { get; init; }

    /// <summary>The last post, or pre-flight, that was not answered 200; null for none.</summary>
    public JobRefusal? LastRefusal { get; init; }

    /// <summary>Name of the secret that was last shown; empty for none.</summary>
    public string Secret { get; init; } = "";

    /// <summary>So many clients had gone, or sent no more, when the answer to a whole body was there.</summary>
    public long Gone { get; init; }

    /// <summary>The last of these went so long behind the last byte of its body; null for none.</summary>
    public double? GoneAfterSeconds { get; init; }

    /// <summary>So many clients went before the end of their upload.</summary>
    public long Abandoned { get; init; }

    /// <summary>
    /// From the last byte of a body to its answer, the slowest of the last hour or two; null for none. Cloudflare waits 10 s
    /// for progress, and 2 minutes for the whole request.
    /// </summary>
    public double? SlowestSeconds { get; init; }
}

/// <summary>A post that was not answered 200.</summary>
/// <param name="Why">For the operator: it may say more than the sender was told.</param>
internal sealed record JobRefusal(DateTimeOffset At, int Status, string Why);
