using System.Buffers;
using System.Collections.Concurrent;

namespace ActorRelay.Edge;

/// <summary>
/// Tells which dataset a post carries whose target names none: by its own first record, and by nothing else, for jobs of
/// several datasets may post to one path. Each dataset it finds is a warning once, and what it cannot tell one now and
/// then. Thread-safe.
/// </summary>
/// <param name="members">Of envelopes that routes unwrap: the first record inside is looked at first.</param>
internal sealed class RecognisedDatasets(
    DatasetRecogniser recogniser, TimeProvider time, ILogger logger, IReadOnlyCollection<string>? members = null)
{
    /// <summary>The name of what cannot be recognised.</summary>
    public const string Unknown = "unknown";

    /// <summary>Datasets that a warning names: more than there are, so that a recogniser cannot make it grow.</summary>
    public const int Capacity = 256;

    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);
    private readonly WarningLimit _unknown = new(time);

    /// <param name="body">The whole body, or its beginning.</param>
    public string Of(in ReadOnlySequence<byte> body)
    {
        if (FirstRecord.Recognise(body, recogniser, members) is { } dataset)
        {
            if (_warned.Count < Capacity && _warned.TryAdd(dataset, true))
            {
                EdgeLog.Recognised(logger, dataset);
            }

            return dataset;
        }

        if (_unknown.Add() is > 0 and var count)
        {
            EdgeLog.NotRecognised(logger, count);
        }

        return Unknown;
    }
}

/// <summary>Tells a dataset by the names of a record's top-level fields; null when it is not sure.</summary>
internal delegate string? DatasetRecogniser(IReadOnlyCollection<string> fieldNames);
