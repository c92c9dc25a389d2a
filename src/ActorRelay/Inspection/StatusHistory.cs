using ActorRelay.Accounts;
using ActorRelay.Delivery;

namespace ActorRelay.Inspection;

/// <summary>
/// It remembers half a minute of what the relay said of itself, and with it says how fast records come and go, since when a
/// Receiver is as it is, and when what waits will be through. One thread at a time.
/// </summary>
internal sealed class StatusHistory(DateTimeOffset started)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Samples _received = new();
    private readonly Samples _confirmed = new();
    private readonly Dictionary<string, Watched> _receivers = [];
    private long _posts;
    private DateTimeOffset? _lastPost;

    /// <summary>Takes in what costs nothing to know, so that times are right to the second.</summary>
    /// <param name="posts">Posts that were answered so far, whatever they were answered.</param>
    public void Tick(DateTimeOffset now, RecordCounts records, long posts)
    {
        _received.Add(now, records.Received);
        _confirmed.Add(now, records.Confirmed);
        _lastPost = posts == _posts ? _lastPost : now;
        _posts = posts;
    }

    /// <summary>Takes in a status, and says what it means beside those before.</summary>
    public InspectionProtocol.ActivityReport Look(DateTimeOffset now, InspectionProtocol.StatusReport status)
    {
        Tick(now, status.Records, status.Edge.Answers.Values.Sum());
        return new InspectionProtocol.ActivityReport(
            _lastPost,
            _received.LastChange,
            _confirmed.LastChange,
            _received.PerSecond(now) ?? 0,
            _confirmed.PerSecond(now) ?? 0,
            [.. status.Receivers.Select(receiver => Look(now, receiver, status))]);
    }

    private InspectionProtocol.ReceiverActivity Look(
        DateTimeOffset now, ReceiversProtocol.ReceiverReport receiver, InspectionProtocol.StatusReport status)
    {
        if (!_receivers.TryGetValue(receiver.Name, out var watched))
        {
            _receivers.Add(receiver.Name, watched = new Watched { Since = started });
        }

        if (watched.State != receiver.State)
        {
            watched.Since = watched.State.Length == 0 ? started : now;
            watched.State = receiver.State;
        }

        var backlog = status.Spool.Backlogs.FirstOrDefault(backlog => backlog.Receiver == receiver.Name);
        watched.Confirmed.Add(now, receiver.Confirmed);
        watched.Waiting.Add(now, backlog?.Bytes ?? 0);
        var falling = -watched.Waiting.PerSecond(now) ?? 0;
        return new InspectionProtocol.ReceiverActivity(
            receiver.Name,
            receiver.State,
            watched.Since,
            Why(receiver),
            watched.Confirmed.LastChange,
            watched.Confirmed.PerSecond(now) ?? 0,
            receiver.OutstandingBytes,
            receiver.StalledSeconds,
            new InspectionProtocol.WaitingReport(
                backlog?.Batches ?? 0,
                backlog?.Bytes ?? 0,
                backlog?.Oldest,
                backlog is { Bytes: > 0 } && falling > 0 ? backlog.Bytes / falling : null));
    }

    private static string? Why(ReceiversProtocol.ReceiverReport receiver) => receiver.State switch
    {
        "up" when receiver.Connections == receiver.Links.Length => null,
        "hung" => $"nothing confirmed for {Units.Span(TimeSpan.FromSeconds(receiver.StalledSeconds))}, though bytes wait",
        _ => receiver.Links.Where(link => link.State != "live").Select(link => link.LastError).FirstOrDefault(error => error is not null),
    };

    private sealed class Watched
    {
        public string State { get; set; } = "";

        public DateTimeOffset Since { get; set; }

        public Samples Confirmed { get; } = new();

        public Samples Waiting { get; } = new();
    }

    /// <summary>What one number was, over the window, and when it last changed.</summary>
    private sealed class Samples
    {
        private readonly Queue<(DateTimeOffset At, long Value)> _values = [];
        private (DateTimeOffset At, long Value)? _last;

        /// <summary>When it was seen to grow from what it was at the start; null while it never did.</summary>
        public DateTimeOffset? LastChange { get; private set; }

        public void Add(DateTimeOffset now, long value)
        {
            LastChange = value > (_last?.Value ?? 0) ? now : LastChange;
            if (_last is null || now - _last.Value.At >= Apart)
            {
                _values.Enqueue((now, value));
            }

            _last = (now, value);
            while (_values.Count > 1 && now - _values.Peek().At > Window)
            {
                _values.Dequeue();
            }
        }

        /// <summary>Null while too little is known.</summary>
        public double? PerSecond(DateTimeOffset now) =>
            _last is { } last && _values.Peek() is var first && now - first.At >= Apart
                ? (last.Value - first.Value) / (now - first.At).TotalSeconds
                : null;
    }
}
