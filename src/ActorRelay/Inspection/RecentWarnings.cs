using System.Collections.Immutable;

namespace ActorRelay.Inspection;

/// <summary>
/// The last warnings and errors of the log, for who looks from outside. It keeps the newest <see cref="Capacity"/>, each once
/// with how often it came; older ones are in the log alone. Any number of threads may add.
/// </summary>
internal sealed class RecentWarnings
{
    public const int Capacity = 50;

    private const int LongestText = 400;

    private readonly Lock _lock = new();
    private readonly LinkedList<RecentWarning> _newestFirst = new();

    /// <param name="at">When it was logged.</param>
    /// <param name="level"><c>warning</c> or <c>error</c>.</param>
    /// <param name="text">One line, as the log has it.</param>
    public void Add(DateTimeOffset at, string level, string text)
    {
        text = text.Length > LongestText ? $"{text[..LongestText]}…" : text;
        lock (_lock)
        {
            var times = 1L;
            for (var node = _newestFirst.First; node is not null; node = node.Next)
            {
                if (node.Value.Text == text)
                {
                    times += node.Value.Times;
                    _newestFirst.Remove(node);
                    break;
                }
            }

            _newestFirst.AddFirst(new RecentWarning(at, level, text, times));
            if (_newestFirst.Count > Capacity)
            {
                _newestFirst.RemoveLast();
            }
        }
    }

    /// <summary>The newest first.</summary>
    public ImmutableArray<RecentWarning> Snapshot()
    {
        lock (_lock)
        {
            return [.. _newestFirst];
        }
    }
}

/// <param name="Last">When it came last.</param>
/// <param name="Level"><c>warning</c> or <c>error</c>.</param>
/// <param name="Text">One line.</param>
/// <param name="Times">How often it came, as far as that is remembered.</param>
internal sealed record RecentWarning(DateTimeOffset Last, string Level, string Text, long Times);
