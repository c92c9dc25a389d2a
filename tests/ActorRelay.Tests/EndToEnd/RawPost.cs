using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// One HTTP/1.1 post, byte by byte: HttpClient looks at no answer before it has sent the whole body, and these are
/// about answers that come before that.
/// </summary>
internal sealed class RawPost : IAsyncDisposable
{
    private readonly TcpClient _client = new();

    private RawPost()
    {
    }

    /// <summary>Connects, and sends the headers.</summary>
    /// <param name="edge">Where to.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="length">Of the body; null for chunked.</param>
    public static async Task<RawPost> BeginAsync(Uri edge, string path, long? length)
    {
        var post = new RawPost();
        await post._client.ConnectAsync(edge.Host, edge.Port);
        var framing = length is null ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
        await post.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {edge.Authority}\r\n{LogpushSender.SecretHeader}: {RelayConfig.Secret}\r\n{framing}\r\n\r\n"));
        return post;
    }

    public Task WriteAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    public Task WriteChunkAsync(byte[] bytes) =>
        WriteAsync([.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]);

    /// <summary>The answer, as soon as it is complete.</summary>
    public async Task<Answer> AnswerAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.ASCII, leaveOpen: true);
        using var patience = new CancellationTokenSource(Eventually.Patience);
        var status = await reader.ReadLineAsync(patience.Token)
            ?? throw new IOException("the connection was closed without an answer");
        var (length, retryAfter) = (0, default(TimeSpan?));
        while (await reader.ReadLineAsync(patience.Token) is { Length: > 0 } header)
        {
            var value = header[(header.IndexOf(':') + 1)..].Trim();
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(value, CultureInfo.InvariantCulture);
            }
            else if (header.StartsWith("Retry-After:", StringComparison.OrdinalIgnoreCase))
            {
                retryAfter = TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture));
            }
        }

        var body = new char[length];
        await reader.ReadBlockAsync(body, patience.Token);
        var code = int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture);
        return new Answer((HttpStatusCode)code, new string(body), retryAfter);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
