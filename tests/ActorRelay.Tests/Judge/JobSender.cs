using System.Net;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>
/// Sends as Logpush does: several jobs at once, gzip, and what gets no 2xx again, in one of three ways. What it sent and
/// what was answered is in <see cref="Sent"/>.
/// </summary>
internal sealed class JobSender(LogpushSender edge, JobRecords records, SenderHabits habits)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    public SentRecords Sent { get; } = new(records);

    /// <summary>Sends everything.</summary>
    public Task SendAsync() => SendAsync(0, 1);

    /// <summary>Sends one part of each job's batches, and ends when all of it was answered 2xx or given up.</summary>
    /// <param name="part">Which, from 0.</param>
    /// <param name="parts">Of how many equal ones.</param>
    public async Task SendAsync(int part, int parts)
    {
        using var within = new CancellationTokenSource(habits.Within);
        await Task.WhenAll(Enumerable.Range(0, records.Jobs.Count).SelectMany(job =>
        {
            var (first, end) = (records.BatchesOf(job) * part / parts, records.BatchesOf(job) * (part + 1) / parts);
            var bodies = Enumerable.Range(first, end - first).Select(batch => new JobBody(records, records.Batch(job, batch)));
            var queue = new JobQueue(records.Jobs[job], bodies, seed: (ulong)job);
            return Enumerable.Range(0, habits.PostsAtOnce).Select(_ => Task.Run(() => WorkAsync(queue, within.Token)));
        }));
    }

    private async Task WorkAsync(JobQueue queue, CancellationToken within)
    {
        while (queue.TryTake(out var body))
        {
            if (within.IsCancellationRequested || body.Attempt >= habits.Attempts)
            {
                Sent.GiveUp(body.Ids);
                continue;
            }

            Sent.Post(body.Ids);
            var answer = await PostAsync(queue.Job, body, within);
            if (answer is { Status: HttpStatusCode.OK })
            {
                Sent.Answer(body.Ids);
                continue;
            }

            Sent.Refuse();
            await PauseAsync(answer?.RetryAfter ?? TimeSpan.Zero, within);
            queue.PutBack(body, habits.Way);
        }
    }

    /// <returns>Null when there was no answer: it hung up, or the connection broke.</returns>
    private async Task<Answer?> PostAsync(Job job, JobBody body, CancellationToken within)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(within);
        patience.CancelAfter(habits.Patience);
        try
        {
            return await edge.PostAsync(job.Path, body.Gzip, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            return null;
        }
    }

    private async Task PauseAsync(TimeSpan wanted, CancellationToken within)
    {
        var pause = wanted > habits.LongestPause ? habits.LongestPause : wanted;
        try
        {
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, within);
        }
        catch (OperationCanceledException)
        {
            // The time for everything is up; what is left will be given up.
        }
    }
}
