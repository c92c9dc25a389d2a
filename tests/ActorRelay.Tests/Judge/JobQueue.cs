using System.Diagnostics.CodeAnalysis;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>What one job has still to send, in order.</summary>
internal sealed class JobQueue(Job job, IEnumerable<JobBody> bodies, ulong seed)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<JobBody> _bodies = new(bodies);
    private readonly Dice _dice = new(seed);

    public Job Job => job;

    public bool TryTake([NotNullWhen(true)] out JobBody? body)
    {
        lock (_lock)
        {
            body = _bodies.First?.Value;
            if (body is not null)
            {
                _bodies.RemoveFirst();
            }

            return body is not null;
        }
    }

    /// <summary>It got no 2xx: it is the next to be sent again, this way.</summary>
    public void PutBack(JobBody body, ResendWay way)
    {
        lock (_lock)
        {
            switch (way)
            {
                case ResendWay.Identical:
                    _bodies.AddFirst(body.Identical());
                    break;
                case ResendWay.Recompressed:
                    _bodies.AddFirst(body.Recompressed());
                    break;
                case ResendWay.Recut:
                    var next = _bodies.First?.Value;
                    if (next is not null)
                    {
                        _bodies.RemoveFirst();
                    }

                    var (first, second) = body.Recut(_dice, next);
                    if (second.Ids.Count > 0)
                    {
                        _bodies.AddFirst(second);
                    }

                    _bodies.AddFirst(first);
                    break;
            }
        }
    }
}
