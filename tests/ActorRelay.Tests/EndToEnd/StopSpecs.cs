using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>SIGTERM: what is in flight ends, nothing new is taken, and the process ends by itself.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class StopSpecs
{
    private const int BatchSize = 5000;

    private readonly NumberedRecords _records = new(seed: 5, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_end_at_once_when_idle()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);

        relay.Process.Send(Signal.Terminate);

        Assert.Equal(0, await relay.Process.ExitedAsync(TimeSpan.FromSeconds(12)));
    }

    [Fact]
    public async Task Should_end_batches_in_flight_and_take_no_more()
    {
        const int Batches = 16;
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address) with { Edge = "deadline = 2m", Relay = "stop-timeout = 2m" });
        sink.Stall();
        var posts = Enumerable.Range(0, Batches).Select(batch => relay.Logpush.PostBatchAsync(_records, batch)).ToList();
        await relay.StatusAsync(status =>
            status.InFlightBatches > 0 && status.InFlightBatches + posts.Count(post => post.IsCompleted) == Batches);

        relay.Process.Send(Signal.Terminate);
        await Eventually.TrueAsync(() => RefusedAsync(relay), () => "posts are still taken");
        Assert.False(relay.Process.HasExited);
        sink.Resume();

        Assert.All(await Task.WhenAll(posts), answer => answer.AssertConfirmed(BatchSize));
        Assert.Equal(0, await relay.Process.ExitedAsync());
        new ArrivedLines(_records, ExpectedLines.As(AlogFormat.With(ActorRelay.Syslog.Framing.Newline)))
            .Count(sink.Arrived().Select(line => (ReadOnlyMemory<byte>)line), 0, Batches * BatchSize)
            .AssertPerfect(Batches * BatchSize);
    }

    [Fact]
    public async Task Should_answer_503_to_what_does_not_end_within_the_stop_timeout()
    {
        await using var sink = new TcpSink(keep: false);
        await using var relay = await RelayProcess.StartReadyAsync(
            RelayConfig.To(sink.Address) with { Edge = "deadline = 5m", Relay = "stop-timeout = 2s" });
        sink.Stall();
        var posting = relay.Logpush.PostBatchesAsync(_records, 0, 16, atOnce: 16);
        await relay.StatusAsync(status => status.InFlightBatches > 0 && status.Received > BatchSize);

        relay.Process.Send(Signal.Terminate);

        Assert.Contains(await posting, answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(0, await relay.Process.ExitedAsync());
    }

    private async Task<bool> RefusedAsync(RelayProcess relay)
    {
        try
        {
            // A pre-flight, so that nothing is forwarded if it is taken after all.
            var answer = await relay.Logpush.PostAsync("/gateway_http", GzipBytes.Of("""{"content":"tests"}"""));
            return answer.Status == HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
