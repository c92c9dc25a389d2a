namespace ActorRelay.Benchmarks.EndToEnd;

/// <summary>
/// All that looks at a relay at once: a page that is open, a tail, and a scrape of its metrics each second. Each goes on until this is
/// disposed of; one that fails fails the run, for then nobody has looked.
/// </summary>
internal sealed class Onlookers : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _over = new();
    private readonly Task[] _looking;

    public Onlookers(Uri inspection)
    {
        _client = new HttpClient { BaseAddress = inspection, Timeout = Timeout.InfiniteTimeSpan };
        _looking = [ReadAsync("events"), ReadAsync("relay/tail"), ScrapeAsync()];
    }

    /// <exception cref="BenchmarkException">One of them has ended by itself.</exception>
    public async ValueTask DisposeAsync()
    {
        var early = _looking.Any(looking => looking.IsCompleted);
        await _over.CancelAsync();
        foreach (var looking in _looking)
        {
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client.Dispose();
        _over.Dispose();
        if (early)
        {
            throw new BenchmarkException("Somebody who should have looked on did not.");
        }
    }

    private async Task ReadAsync(string path)
    {
        using var answer = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, _over.Token);
        answer.EnsureSuccessStatusCode();
        await using var content = await answer.Content.ReadAsStreamAsync(_over.Token);
        var piece = new byte[64 * 1024];
        while (await content.ReadAsync(piece, _over.Token) > 0)
        {
        }
    }

    private async Task ScrapeAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(_over.Token))
        {
            await _client.GetByteArrayAsync("metrics", _over.Token);
        }
    }
}
