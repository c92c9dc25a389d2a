namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// The child's end of its talk with the benchmark: one answer for each line of standard input. It reads on a thread of
/// its own, so that none of the pool's is taken from what is measured.
/// </summary>
internal static class ChildConsole
{
    /// <summary>Says it is ready, then answers until standard input ends: the parent is gone.</summary>
    public static Task ServeAsync(string ready, Func<string, string> answer)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Console.WriteLine(ready);
            while (Console.ReadLine() is { } line)
            {
                Console.WriteLine(answer(line));
            }

            ended.SetResult();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return ended.Task;
    }
}
