using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// A receiver of lines within the test, for what real ones cannot show: how many connections there are, that nothing
/// came at all, a stall at a chosen moment, or more lines than a disk should see.
/// </summary>
internal sealed class TcpSink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Socket> _live = [];
    private readonly List<MemoryStream> _kept = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly bool _keep;
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = Flowing();
    private long _lines;
    private long _untilStall = long.MaxValue;
    private int _accepted;

    /// <param name="keep">Keeps the lines; else they are only counted.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    public TcpSink(bool keep = true, int port = 0)
    {
        _keep = keep;

        // Small, so that a stall is felt after little.
        _listener.ReceiveBufferSize = 1 << 16;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        Address = $"tcp://{_listener.LocalEndPoint}";
        _accepting = AcceptAsync();
    }

    /// <summary>As settings name it.</summary>
    public string Address { get; }

    /// <summary>Line feeds that arrived.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Connections that were ever accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>What arrived, connection after connection; a line that was cut off is there without its line feed.</summary>
    public IReadOnlyList<byte[]> Arrived()
    {
        lock (_lock)
        {
            return [.. _kept.SelectMany(connection => Split(connection.ToArray()))];
        }
    }

    public IEnumerable<string> ArrivedText() => Arrived().Select(Encoding.UTF8.GetString);

    public Task ReachesAsync(long lines) =>
        Eventually.TrueAsync(() => Lines >= lines, () => $"{Lines} of {lines} lines came");

    /// <summary>Stalls once so many more bytes were read.</summary>
    public void StallAfter(long bytes) => Volatile.Write(ref _untilStall, bytes);

    /// <summary>Reads nothing more until <see cref="Resume"/>.</summary>
    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _flowing.TrySetResult();

    /// <summary>Resets every connection there is.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            foreach (var socket in _live)
            {
                socket.Close(timeout: 0);
            }
        }
    }

    /// <summary>Closes the port and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Reset();
        await _accepting;
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private static IEnumerable<byte[]> Split(byte[] stream)
    {
        for (var start = 0; start < stream.Length;)
        {
            var feed = Array.IndexOf(stream, (byte)'\n', start);
            var end = feed < 0 ? stream.Length : feed;
            yield return stream[start..end];
            start = end + 1;
        }
    }

    private async Task AcceptAsync()
    {
        var reading = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                var kept = new MemoryStream();
                lock (_lock)
                {
                    _live.Add(socket);
                    _kept.Add(kept);
                }

                Interlocked.Increment(ref _accepted);
                reading.Add(ReadAsync(socket, kept));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(reading);
        }
    }

    private async Task ReadAsync(Socket socket, MemoryStream kept)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                await _flowing.Task.WaitAsync(_stop.Token);
                var read = await socket.ReceiveAsync(buffer, _stop.Token);
                if (read == 0)
                {
                    break;
                }

                if (_keep)
                {
                    lock (_lock)
                    {
                        kept.Write(buffer, 0, read);
                    }
                }

                Interlocked.Add(ref _lines, buffer.AsSpan(0, read).Count((byte)'\n'));
                if (Interlocked.Add(ref _untilStall, -read) <= 0)
                {
                    Volatile.Write(ref _untilStall, long.MaxValue);
                    Stall();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The sender went away, or the test did.
        }

        socket.Dispose();
        lock (_lock)
        {
            _live.Remove(socket);
        }
    }
}
