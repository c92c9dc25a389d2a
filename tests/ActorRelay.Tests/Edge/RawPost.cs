using System.Net.Sockets;
using System.Text;

namespace ActorRelay.Tests.Edge;

/// <summary>A post written byte by byte, for clients that misbehave.</summary>
internal sealed class RawPost : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly StringBuilder _received = new();

    /// <summary>The client gives it out only while its sending side is open.</summary>
    private NetworkStream _stream = null!;

    public static async Task<RawPost> BeginAsync(Uri url, string target, params string[] headers)
    {
        var post = new RawPost();
        await post._client.ConnectAsync(url.Host, url.Port);
        post._stream = post._client.GetStream();
        await post.SendAsync($"""
            POST {target} HTTP/1.1
            Host: {url.Authority}
            X-Logpush-Auth: {EdgeTestSettings.Secret}
            {string.Join("\r\n", headers)}


            """.ReplaceLineEndings("\r\n"));
        return post;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    public Task SendChunkAsync(byte[] bytes) =>
        SendAsync([.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]);

    /// <summary>Reads until what was received contains the text; fails when the server closes before.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await _stream.ReadAsync(buffer, patience.Token);
            Assert.True(read > 0, $"closed after: {_received}");
            _received.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return _received.ToString();
    }

    /// <summary>Sends no more; what comes back can still be read.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server closes; a reset closes too.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            while (await _stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
            {
                _received.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
        }

        return _received.ToString();
    }

    /// <summary>Sends no more, and waits until the server closes.</summary>
    public async Task WaitForEndAsync()
    {
        _client.Client.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _stream.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    /// <summary>Ends the connection as a process that exits does.</summary>
    public void Close() => _client.Close();

    public void Dispose() => _client.Dispose();
}
