using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace ActorRelay.EmbeddedReceiver;

/// <summary>
/// One sender's connection: reads messages and gives them to the sink, one after the other. It owns its socket, ends
/// when the sender closes it, and never throws: whatever ends it early is reported.
/// </summary>
internal sealed class SyslogConnection(Socket socket, IMessageSink sink, Action<string> report)
{
    private const int ReadSize = 64 * 1024;

    private readonly FrameReader _frames = new(SyslogServer.MaxMessage);
    private long _lastRead = Stopwatch.GetTimestamp();

    /// <summary>Since something came.</summary>
    public TimeSpan Silent => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>Makes room for another: whatever it reads or waits for ends.</summary>
    public void GiveUp()
    {
        try
        {
            report($"{socket.RemoteEndPoint}: silent for {Silent.TotalSeconds:0} s, closed for another to take its place");
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
        }
    }

    /// <param name="stopping">Ends the connection as soon as it has read what the sender has already sent.</param>
    /// <param name="aborting">Ends it at once.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var sender = $"{socket.RemoteEndPoint}";
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var options = new StreamPipeReaderOptions(bufferSize: ReadSize, minimumReadSize: ReadSize / 4);
        var reader = PipeReader.Create(stream, options);
        try
        {
            // A sender that is gone without a word must not keep its place for ever.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await ReadAsync(reader, stopping, aborting);
        }
        catch (OperationCanceledException)
        {
            report($"{sender}: closed, because this Receiver is stopping");
        }
        catch (Exception failure)
        {
            report($"{sender}: closed, {failure.Message}");
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task ReadAsync(PipeReader reader, CancellationToken stopping, CancellationToken aborting)
    {
        while (await ReadMoreAsync(reader, stopping, aborting) is { } read)
        {
            Volatile.Write(ref _lastRead, Stopwatch.GetTimestamp());
            var rest = read.Buffer;
            while (_frames.TryRead(ref rest, out var message))
            {
                await sink.TakeAsync(message, aborting);
            }

            if (read.IsCompleted && _frames.TryReadLast(rest, out var last))
            {
                await sink.TakeAsync(last, aborting);
            }

            await sink.FlushAsync(aborting);
            if (read.IsCompleted)
            {
                return;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    /// <summary>Null when the connection is to end and nothing more has come.</summary>
    private async ValueTask<ReadResult?> ReadMoreAsync(
        PipeReader reader, CancellationToken stopping, CancellationToken aborting)
    {
        try
        {
            if (!stopping.IsCancellationRequested)
            {
                return await reader.ReadAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (!aborting.IsCancellationRequested)
        {
        }

        return socket.Available > 0 ? await reader.ReadAsync(aborting) : null;
    }
}
