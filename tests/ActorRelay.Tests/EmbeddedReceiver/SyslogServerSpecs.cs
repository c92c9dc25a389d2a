using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorRelay.EmbeddedReceiver;

namespace ActorRelay.Tests.EmbeddedReceiver;

public sealed class SyslogServerSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _reports = new();
    private readonly SemaphoreSlim _reported = new(0);
    private readonly MessageChannel _received = new(capacity: 16);
    private readonly SyslogServer _server;

    public SyslogServerSpecs() =>
        _server = SyslogServer.Start(new IPEndPoint(IPAddress.Loopback, 0), _received, Report);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Should_receive_from_several_senders_both_framings_each_in_order()
    {
        const int Senders = 8;
        const int Messages = 500;
        var sending = Enumerable.Range(0, Senders).Select(sender => SendAsync(sender, Messages)).ToArray();
        var next = new int[Senders];
        for (var i = 0; i < Senders * Messages; i++)
        {
            var words = (await NextAsync()).Split(' ');
            Assert.Equal(next[int.Parse(words[1])]++, int.Parse(words[2]));
        }

        await Task.WhenAll(sending);
        Assert.All(next, count => Assert.Equal(Messages, count));
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task Should_close_the_connection_of_a_message_that_is_too_long_and_serve_the_others()
    {
        using var good = await ConnectAsync();
        using var bad = await ConnectAsync();
        await bad.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{SyslogServer.MaxMessage + 1} <34>x"));
        Assert.True(await _reported.WaitAsync(Patience));
        Assert.Contains("limit is 8388608", Assert.Single(_reports));
        await AssertClosedAsync(bad);

        await good.GetStream().WriteAsync("<34>still here\n"u8.ToArray());
        Assert.Equal("<34>still here", await NextAsync());
    }

    [Fact]
    public async Task Should_receive_a_message_of_eight_mebibytes()
    {
        using var sender = await ConnectAsync();
        var line = new byte[SyslogServer.MaxMessage + 1];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        var writing = sender.GetStream().WriteAsync(line);
        Assert.Equal(SyslogServer.MaxMessage, (await NextAsync()).Length);
        await writing;
    }

    [Fact]
    public async Task Should_close_who_is_silent_once_another_waits_for_its_place()
    {
        await using var server = SyslogServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0), _received, Report, patience: TimeSpan.FromMilliseconds(200));
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < SyslogServer.MaxConnections; i++)
            {
                silent.Add(new TcpClient());
                await silent[^1].ConnectAsync(server.EndPoint);
            }

            using var another = new TcpClient();
            await another.ConnectAsync(server.EndPoint);
            await another.GetStream().WriteAsync("<34>at last\n"u8.ToArray());

            Assert.Equal("<34>at last", await NextAsync());
            Assert.Contains("closed for another to take its place", Assert.Single(_reports));
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Should_take_a_last_line_without_its_line_feed_when_the_sender_closes()
    {
        using (var sender = await ConnectAsync())
        {
            await sender.GetStream().WriteAsync("<34>last"u8.ToArray());
        }

        Assert.Equal("<34>last", await NextAsync());
    }

    [Fact]
    public async Task Should_read_no_faster_than_the_sink_takes()
    {
        using var sender = await ConnectAsync();
        var mebibyte = new byte[1024 * 1024];
        Array.Fill(mebibyte, (byte)'x');
        mebibyte[^1] = (byte)'\n';

        // The sender must come to a halt: 16 messages in the channel, one in the connection, a few MB in the kernel.
        sender.SendTimeout = 500;
        var sent = 0;
        var stalled = Assert.Throws<IOException>(() =>
        {
            for (; sent < 200; sent++)
            {
                sender.GetStream().Write(mebibyte);
            }
        });
        Assert.IsType<SocketException>(stalled.InnerException);
        Assert.InRange(sent, 16, 100);

        for (var i = 0; i < sent; i++)
        {
            Assert.Equal(mebibyte.Length - 1, (await NextAsync()).Length);
        }
    }

    [Fact]
    public async Task Should_stop_with_everything_read_that_was_sent()
    {
        using var sender = await ConnectAsync();
        await sender.GetStream().WriteAsync("<34>first\n"u8.ToArray());
        Assert.Equal("<34>first", await NextAsync());
        for (var i = 0; i < 10; i++)
        {
            await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"<34>{i}\n"));
        }

        await _server.DisposeAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"<34>{i}", await NextAsync());
        }

        Assert.Equal(0, _server.Connections);
        await AssertClosedAsync(sender);
    }

    [Fact]
    public async Task Should_stop_although_nobody_takes_its_messages()
    {
        using var sender = await ConnectAsync();
        for (var i = 0; i < 100; i++)
        {
            await sender.GetStream().WriteAsync("<34>x\n"u8.ToArray());
        }

        await _server.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(0, _server.Connections);
    }

    [Fact]
    public void Should_say_that_an_address_is_in_use() =>
        Assert.Throws<SocketException>(() => SyslogServer.Start(_server.EndPoint, _received, Report));

    private async Task SendAsync(int sender, int messages)
    {
        using var connection = await ConnectAsync();
        for (var i = 0; i < messages; i++)
        {
            var message = $"<34> {sender} {i} {new string('x', i % 97)}";
            var framed = (sender + i) % 2 == 0 ? message + "\n" : $"{message.Length} {message}";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(framed));
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_server.EndPoint);
        return client;
    }

    private async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return Encoding.UTF8.GetString(await _received.Messages.ReadAsync(patience.Token));
    }

    private static async Task AssertClosedAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], patience.Token));
        }
        catch (IOException)
        {
            // Reset, because there was more to read: closed as well.
        }
    }

    private void Report(string reason)
    {
        _reports.Enqueue(reason);
        _reported.Release();
    }
}
