using System.Diagnostics;
using System.Net;

namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>Posts the way Logpush does, a fixed number of posts at once, from bodies ready in memory.</summary>
internal sealed class LoadGenerator : IDisposable
{
    /// <summary>What the relay is told to expect in <c>X-Logpush-Auth</c>.</summary>
    public const string Secret = "benchmark-secret-0123456789abcdef";

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Workload.MostPosts })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "X-Logpush-Auth", Secret } },
    };

    /// <summary>Keeps posting until <paramref name="duration"/> is over, and waits for every answer.</summary>
    /// <exception cref="BenchmarkException">An answer is not 200.</exception>
    public Task<Load> PostForAsync(
        IMeasuredServer server, Workload workload, TimeSpan duration, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        return PostAsync(server, workload, () => Stopwatch.GetElapsedTime(started) < duration, cancellation);
    }

    /// <summary>Opens every post once, and waits for every answer.</summary>
    /// <exception cref="BenchmarkException">An answer is not 200.</exception>
    public Task<Load> PostOnceAsync(IMeasuredServer server, Workload workload, CancellationToken cancellation) =>
        PostAsync(server, workload, () => false, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<Load> PostAsync(
        IMeasuredServer server, Workload workload, Func<bool> again, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var (batches, records, inflated) = (0L, 0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, workload.Posts).Select(async post =>
        {
            // A source of its own: the relay takes the same body from the same source for the same batch.
            var target = new Uri($"{server.Edge.AbsoluteUri.TrimEnd('/')}/{post}");
            var turn = post;
            do
            {
                var body = workload.Bodies[turn++ % workload.Bodies.Length];
                await PostAsync(server, target, body, cancellation);
                Interlocked.Increment(ref batches);
                Interlocked.Add(ref records, body.Records);
                Interlocked.Add(ref inflated, body.InflatedBytes);
            }
            while (again());
        }));
        return new Load(batches, records, inflated, Stopwatch.GetElapsedTime(started));
    }

    private async Task PostAsync(
        IMeasuredServer server, Uri target, WorkloadBody body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body.Compressed);
        content.Headers.ContentType = new("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await _client.PostAsync(target, content, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var why = await answer.Content.ReadAsStringAsync(cancellation);
            throw new BenchmarkException($"{server.Name} answered {(int)answer.StatusCode}: {why}");
        }
    }
}
