using System.Diagnostics;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Waits for what another process or thread will have done, looking again after pauses that grow from 5 to 100 ms.</summary>
internal static class Eventually
{
    /// <summary>Long enough for a machine that is busy with everything else; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <exception cref="TimeoutException">It is not so after <paramref name="within"/> (<see cref="Patience"/>).</exception>
    public static Task TrueAsync(Func<bool> condition, Func<string> failure, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), failure, within);

    /// <inheritdoc cref="TrueAsync(Func{bool}, Func{string}, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> failure, TimeSpan? within = null)
    {
        var limit = within ?? Patience;
        var watch = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(5);
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"After {limit}: {failure()}");
            }

            await Task.Delay(pause);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }
    }
}
