using System.Net;
using System.Text.Json;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// Asks a running relay again and again where its records are. Whenever it answers, each record must be in exactly one
/// place; the first time it is not is kept, and fails the test.
/// </summary>
internal sealed class BooksSampler : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;
    private int _samples;

    /// <param name="inspection">The relay's operator listener.</param>
    public BooksSampler(Uri inspection)
    {
        _client = new HttpClient { BaseAddress = inspection, Timeout = TimeSpan.FromSeconds(10) };
        _sampling = Task.Run(SampleAsync);
    }

    /// <summary>How often the books were looked at.</summary>
    public int Samples => Volatile.Read(ref _samples);

    /// <summary>The first time they did not balance; null while they always did.</summary>
    public string? Violation { get; private set; }

    public void AssertBalanced() => Assert.True(Violation is null, Violation);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (Violation is null && await timer.WaitForNextTickAsync(_stop.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            using var response = await _client.GetAsync("/relay/status", _stop.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return;
            }

            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(_stop.Token));
            Interlocked.Increment(ref _samples);
            Violation = new RelayStatus(json.RootElement).Imbalance();
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            // It is busy, is being stopped, or was killed; whether it should be is for the test to say.
        }
    }
}
