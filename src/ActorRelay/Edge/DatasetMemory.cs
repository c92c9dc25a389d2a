using System.Buffers;
using Microsoft.Extensions.Logging;

namespace ActorRelay.Edge;

/// <summary>
/// Decides which dataset a target without one carries: from the first record of the first body on which that can be
/// told, once per target, with a warning. Keeps <see cref="Capacity"/> decisions; when it is full the oldest is
/// forgotten, and made again when needed. That some body cannot be told is said once. Thread-safe.
/// </summary>
internal sealed class DatasetMemory(
    DatasetRecogniser recogniser, ILogger logger, IReadOnlyCollection<string>? members = null)
{
    public const int Capacity = 256;

    /// <summary>The name of what cannot be recognised; it is not remembered, for the next body may tell.</summary>
    public const string Unknown = "unknown";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _decided = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private bool _hasWarned;

    /// <param name="query">The query as sent: jobs that post to one path can differ in it. Never logged, for it may
    /// hold a secret.</param>
    /// <param name="body">The whole body.</param>
    public string Decide(string query, in ReadOnlySequence<byte> body)
    {
        lock (_lock)
        {
            if (_decided.TryGetValue(query, out var known))
            {
                return known;
            }
        }

        var dataset = FirstRecord.Recognise(body, recogniser, members);
        if (dataset is null)
        {
            if (!Interlocked.Exchange(ref _hasWarned, true))
            {
                EdgeLog.NotRecognised(logger);
            }

            return Unknown;
        }

        lock (_lock)
        {
            if (_decided.TryGetValue(query, out var known))
            {
                return known;
            }

            if (_order.Count == Capacity)
            {
                _decided.Remove(_order.Dequeue());
            }

            _decided.Add(query, dataset);
            _order.Enqueue(query);
        }

        EdgeLog.Recognised(logger, dataset);
        return dataset;
    }
}
