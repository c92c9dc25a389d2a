namespace ActorRelay.Tests.Syslog;

/// <summary>What an action takes from the heap.</summary>
internal static class HeapUse
{
    /// <summary>
    /// Bytes of a thousand times, the least of some thousands: the runtime takes some for itself when it compiles a
    /// method again; what the action takes, it takes in each.
    /// </summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 6; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
