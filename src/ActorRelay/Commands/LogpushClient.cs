using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// Uploads the way Logpush does: POST, gzip, the secret in a header, HTTP/2 where the destination offers it, and again
/// later what is answered 503, or not answered because the connection is refused or lost, as when a relay starts anew.
/// Every other answer is the caller's to judge.
/// </summary>
internal sealed class LogpushClient : IDisposable
{
    /// <summary>What Logpush uploads when a job is made, to see whether the destination takes uploads.</summary>
    public const string Preflight = """{"content":"tests"}""";

    /// <summary>From the first byte sent to the last received, of one attempt.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Of <c>Retry-After</c>.</summary>
    private static readonly TimeSpan LongestTold = TimeSpan.FromMinutes(15);

    private readonly HttpClient _http;
    private readonly LogpushDestination _to;
    private readonly int _retries;
    private readonly Action<string> _report;
    private readonly Lock _lock = new();
    private DateTimeOffset _notBefore;

    /// <param name="to">The edge, with the headers that carry the secret.</param>
    /// <param name="caCert">File with the certificates to trust; null for the system's.</param>
    /// <param name="retries">How often an upload is sent again that is answered 503 or meets no connection.</param>
    /// <param name="report">Told in one line of every pause.</param>
    /// <exception cref="CommandFailedException"><paramref name="caCert"/> cannot be used.</exception>
    public LogpushClient(LogpushDestination to, string? caCert, int retries, Action<string> report)
    {
        _to = to;
        _retries = retries;
        _report = report;

        // No proxy can reach this machine's loopback for it, though the environment may name one for everything.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !to.Url.IsLoopback };
        if (caCert is not null)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(caCert);
        }

        _http = new HttpClient(handler)
        {
            Timeout = Timeout,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            MaxResponseContentBufferSize = 64 * 1024,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("actorrelay-send", Version));
        to.AddTo(_http.DefaultRequestHeaders);
    }

    private static string Version => typeof(LogpushClient).Assembly.GetName().Version!.ToString(fieldCount: 3);

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
            await PaceAsync(cancellation);
            string why;
            TimeSpan? told = null;
            try
            {
                using var response = await TryPostAsync(gzip, cancellation);
                var body = await response.Content.ReadAsStringAsync(cancellation);
                var answer = LogpushAnswer.Read((int)response.StatusCode, body);
                if (!answer.IsRetryable || retry > _retries)
                {
                    return answer;
                }

                (why, told) = ($"{answer}", RetryAfter(response));
            }
            catch (CommandFailedException failure) when (retry <= _retries && IsOfConnection(failure.InnerException))
            {
                why = failure.Message;
            }

            var wait = told < LongestTold ? told.Value : told is null ? pause : LongestTold;
            _report($"{why}; again in {wait.TotalSeconds:0.#} s ({retry} of {_retries})");
            Hold(wait);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
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

    /// <summary>An edge that has no room for one upload has none for the others that go on at once.</summary>
    private void Hold(TimeSpan wait)
    {
        var until = DateTimeOffset.UtcNow + wait;
        lock (_lock)
        {
            _notBefore = until > _notBefore ? until : _notBefore;
        }
    }

    private async Task PaceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TimeSpan left;
            lock (_lock)
            {
                left = _notBefore - DateTimeOffset.UtcNow;
            }

            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // A timer may be a little early, and its waiter would come again for nothing.
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), cancellation);
        }
    }

    /// <summary>Names are checked all the same.</summary>
    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CommandFailedException(
                $"--cacert {SettingsText.Printable(file)}: cannot read certificates: {failure.Message}", failure);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new CommandFailedException($"--cacert {SettingsText.Printable(file)}: there is no certificate in it (PEM expected)");
    }

    private async Task<HttpResponseMessage> TryPostAsync(ReadOnlyMemory<byte> gzip, CancellationToken cancellation)
    {
        using var content = new ReadOnlyMemoryContent(gzip);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        try
        {
            return await _http.PostAsync(_to.Url, content, cancellation);
        }
        catch (HttpRequestException failure)
        {
            // Of a failure of TLS the outermost message says only that there is one within.
            throw new CommandFailedException($"cannot post to {_to.Where}: {failure.GetBaseException().Message}", failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"no answer from {_to.Where} within {Timeout.TotalMinutes:0} minutes", late);
        }
    }

    /// <summary>
    /// The connection was refused, or broke: the next may hold. A name that is not known, or a certificate that is not
    /// trusted, is no better the next time.
    /// </summary>
    private static bool IsOfConnection(Exception? failure) =>
        failure is HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError),
        } request
        && (request.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded
            || request.GetBaseException() is SocketException);

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };
}
