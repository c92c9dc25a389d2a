using System.Collections.Concurrent;
using Akka.Event;

namespace ActorRelay.Batches;

/// <summary>
/// Says once for each path that a body posted there looks like an envelope and is delivered as the record it is: it may be
/// one, or a record that holds a list of objects; only the operator knows. Senders choose paths, so of more than
/// <see cref="MostPaths"/> nothing is said. Thread-safe.
/// </summary>
internal sealed class EnvelopeWarnings(ILoggingAdapter log)
{
    public const int MostPaths = 256;

    private const int LongestShown = 64;

    private readonly ConcurrentDictionary<string, bool> _paths = new(StringComparer.Ordinal);

    /// <param name="member">Of the array of objects that it holds. It is a sender's text.</param>
    public void Warn(string path, string member)
    {
        if (_paths.Count < MostPaths && _paths.TryAdd(path, true))
        {
            log.Warning(
                "A body posted to {0} is one object that holds an array of objects, {1}, and is delivered as one record. If it "
                + "is an envelope around records, set unwrap to that name in routes[]",
                path, IsPlain(member) ? member : "by a name that cannot be shown");
        }
    }

    private static bool IsPlain(string member) =>
        member.Length is > 0 and <= LongestShown && member.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
