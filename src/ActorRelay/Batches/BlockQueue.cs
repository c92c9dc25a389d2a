using System.Collections.Immutable;
using ActorRelay.Blocks;
using Akka.Actor;

namespace ActorRelay.Batches;

/// <summary>
/// Runs that wait for the blocks they must be promised, oldest first; small ones in a line of their own, and so never behind
/// a big one. One thread at a time.
/// </summary>
/// <param name="wake">Calls <see cref="StartWaiting"/> on that thread; is called on any.</param>
internal sealed class BlockQueue(BlockPool pool, Action wake)
{
    private readonly Queue<Entry> _small = new();
    private readonly Queue<Entry> _large = new();

    /// <summary>Whom blocks are for; null until that is known: a batch that started without would wait for its deadline.</summary>
    public ImmutableDictionary<string, IActorRef>? Receivers { get; set; }

    /// <param name="actor">Takes <see cref="RunProtocol.Start"/>.</param>
    /// <param name="blocks">How many it must be promised.</param>
    /// <param name="isSmall">It may use those that are kept for small bodies.</param>
    public Entry Enqueue(IActorRef actor, int blocks, bool isSmall)
    {
        var entry = new Entry(actor, blocks, isSmall);
        (isSmall ? _small : _large).Enqueue(entry);
        StartWaiting();
        return entry;
    }

    public void StartWaiting()
    {
        if (Receivers is null || (StartFrom(_small) & StartFrom(_large)))
        {
            return;
        }

        pool.WhenFreed(wake);

        // Blocks that came back between the attempt and the line above woke nobody.
        _ = StartFrom(_small) & StartFrom(_large);
    }

    /// <summary>Starts what can start, in order. False when some must wait.</summary>
    private bool StartFrom(Queue<Entry> waiting)
    {
        while (waiting.TryPeek(out var entry))
        {
            if (!entry.HasEnded && !entry.TryStart(pool, Receivers!))
            {
                return false;
            }

            waiting.Dequeue();
        }

        return true;
    }

    /// <summary>A run that has blocks, or waits for them.</summary>
    internal sealed class Entry(IActorRef actor, int blocks, bool isSmall)
    {
        private BlockLease? _lease;

        public bool IsWaiting => _lease is null;

        public bool HasEnded { get; private set; }

        public bool TryStart(BlockPool pool, ImmutableDictionary<string, IActorRef> receivers)
        {
            _lease = pool.TryLease(blocks, isSmall);
            if (_lease is not null)
            {
                actor.Tell(new RunProtocol.Start(_lease, receivers));
            }

            return _lease is not null;
        }

        /// <summary>Gives the blocks back, for it may have ended before it could take them.</summary>
        public void End()
        {
            HasEnded = true;
            _lease?.Dispose();
        }
    }
}
