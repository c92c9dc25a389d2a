using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ActorRelay.Commands;

/// <summary>
/// Uploads the way Logpush does: POST, gzip, the secret in a header, HTTP/2 where the destination offers it, and again
/// later what is answered 503. Every other answer is the caller's to judge.
/// </summary>
internal sealed class LogpushClient : IDisposable
{
    /// <summary>What Logpush uploads when a job is made, to see whether the destination takes uploads.</summary>
    public const string Preflight = """{"content":"tests"}""";

    /// <summary>From the first byte sent to the last received, of one attempt.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly Uri _to;
    private readonly int _retries;
    private readonly Action<string> _report;

    /// <param name="to">The edge, with the dataset as its path.</param>
    /// <param name="header">Name of the secret's header.</param>
    /// <param name="secret">Null: no such header is sent.</param>
    /// <param name="retries">How often an upload that is answered 503 is sent again.</param>
    /// <param name="report">Told in one line of every pause.</param>
    public LogpushClient(Uri to, string header, string? secret, int retries, Action<string> report)
    {
        _to = to;
        _retries = retries;
        _report = report;

        // No proxy can reach this machine's loopback for it, though the environment may name one for everything.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !to.IsLoopback };
        _http = new HttpClient(handler)
        {
            Timeout = Timeout,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            MaxResponseContentBufferSize = 64 * 1024,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("actorrelay-send", Version));
        if (secret is not null)
        {
            _http.DefaultRequestHeaders.Add(header, secret);
        }
    }

    private static string Version => typeof(LogpushClient).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>Without user and query, where secrets may be.</summary>
    private string Where => _to.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Uploads what Logpush does to see whether a destination takes uploads.</summary>
    /// <inheritdoc cref="PostAsync"/>
    public Task<LogpushAnswer> PreflightAsync(CancellationToken cancellation) =>
        PostAsync(Compress(Encoding.UTF8.GetBytes(Preflight)), cancellation);

    /// <summary>Posts a body, which is gzip, and retries it within bounds.</summary>
    /// <returns>The last answer.</returns>
    /// <exception cref="CommandFailedException">There was no answer: refused, reset, or not in time.</exception>
    public async Task<LogpushAnswer> PostAsync(ReadOnlyMemory<byte> gzip, CancellationToken cancellation)
    {
        var pause = FirstPause;
        for (var retry = 1; ; retry++)
        {
            using var response = await TryPostAsync(gzip, cancellation);
            var body = await response.Content.ReadAsStringAsync(cancellation);
            var answer = LogpushAnswer.Read((int)response.StatusCode, body);
            if (!answer.IsRetryable || retry > _retries)
            {
                return answer;
            }

            var wait = RetryAfter(response) ?? pause;
            wait = wait < LongestPause ? wait : LongestPause;
            _report($"{answer}; again in {wait.TotalSeconds:0.#} s ({retry} of {_retries})");
            await Task.Delay(wait, cancellation);
            pause *= 2;
        }
    }

    public void Dispose() => _http.Dispose();

    internal static byte[] Compress(ReadOnlySpan<byte> body)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private async Task<HttpResponseMessage> TryPostAsync(ReadOnlyMemory<byte> gzip, CancellationToken cancellation)
    {
        using var content = new ReadOnlyMemoryContent(gzip);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        try
        {
            return await _http.PostAsync(_to, content, cancellation);
        }
        catch (HttpRequestException failure)
        {
            // Of a failure of TLS the outermost message says only that there is one within.
            throw new CommandFailedException($"cannot post to {Where}: {failure.GetBaseException().Message}", failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"no answer from {Where} within {Timeout.TotalMinutes:0} minutes", late);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };
}
