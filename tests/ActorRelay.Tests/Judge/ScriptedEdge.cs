using System.IO.Compression;
using System.Net;
using System.Text;
using ActorRelay.Tests.EndToEnd;

namespace ActorRelay.Tests.Judge;

/// <summary>An edge that keeps what is posted, and answers as told.</summary>
internal sealed class ScriptedEdge : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<(string Path, byte[] Gzip)> _posts = [];
    private readonly Func<int, HttpStatusCode?> _answer;
    private readonly Task _serving;

    /// <param name="answer">The status of each post, counted from 0; null for none at all.</param>
    public ScriptedEdge(Func<int, HttpStatusCode?> answer)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<(string Path, byte[] Gzip)> Posts
    {
        get
        {
            lock (_lock)
            {
                return [.. _posts];
            }
        }
    }

    /// <summary>The records of a post.</summary>
    public static IReadOnlyList<RecordId> Records(byte[] gzip) =>
    [
        .. Encoding.UTF8.GetString(Inflate(gzip)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => RecordId.TryFind(Encoding.UTF8.GetBytes(line), out var id) ? id : throw new FormatException(line)),
    ];

    public static byte[] Inflate(byte[] gzip)
    {
        using var inflated = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        stream.CopyTo(inflated);
        return inflated.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Abort();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        int number;
        lock (_lock)
        {
            number = _posts.Count;
            _posts.Add((context.Request.Url!.AbsolutePath, body.ToArray()));
        }

        if (_answer(number) is { } status)
        {
            context.Response.StatusCode = (int)status;
            context.Response.Close();
        }
    }
}
