using System.Net;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>Posts as Cloudflare Logpush does: gzip, a secret in a header, several batches at once.</summary>
internal sealed class LogpushSender(Uri edge, string? secret = RelayConfig.Secret) : IDisposable
{
    public const string SecretHeader = "X-Logpush-Auth";

    private readonly HttpClient _client = new() { BaseAddress = edge, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Posts a body as it is, with a Content-Length.</summary>
    public Task<Answer> PostAsync(string path, byte[] body, CancellationToken cancellation = default) =>
        PostAsync(path, new ByteArrayContent(body), cancellation);

    public Task<Answer> PostAsync(string path, HttpContent body, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, path, body, cancellation);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (secret is not null)
        {
            request.Headers.Add(SecretHeader, secret);
        }

        // No half of an answer is of use, so the body is read with the headers.
        using var response = await _client.SendAsync(request, cancellation);
        return new Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Posts batches of numbered records, gzipped, every other one chunked.</summary>
    /// <returns>The answers, in the order of the batches.</returns>
    public async Task<Answer[]> PostBatchesAsync(NumberedRecords records, int first, int count, int atOnce)
    {
        var answers = new Answer[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (batch, cancellation) => answers[batch - first] = await PostBatchAsync(records, batch, cancellation));
        return answers;
    }

    public Task<Answer> PostBatchAsync(NumberedRecords records, int batch, CancellationToken cancellation = default)
    {
        var body = GzipBytes.Of(records.Body(batch));
        return PostAsync(
            records.DatasetOf(batch),
            batch % 2 == 0
                ? new ByteArrayContent(body)
                : new WrittenContent((stream, token) => stream.WriteAsync(body, token).AsTask()),
            cancellation);
    }

    /// <summary>Posts one batch again for as long as the answer is 503, as Cloudflare does.</summary>
    public async Task<Answer> PostUntilTakenAsync(NumberedRecords records, int batch)
    {
        Answer? answer = null;
        await Eventually.TrueAsync(
            async () => (answer = await PostBatchAsync(records, batch)).Status != HttpStatusCode.ServiceUnavailable,
            () => $"still answered {answer}");
        return answer!;
    }

    public void Dispose() => _client.Dispose();
}
