using System.Net;
using System.Net.Sockets;
using ActorRelay.Commands;

namespace ActorRelay.Tests.Commands;

public sealed class ReceiveCommandSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorrelay-specs-");
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _output = new();
    private readonly FirstLineWriter _error = new();

    public void Dispose()
    {
        _stop.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Should_write_what_came_to_a_file_of_its_host_and_exit_0_when_stopped()
    {
        var receiving = ReceiveAsync(_directory.FullName);
        await SendAsync("<34>Nov  3 09:05:07 dns_logs a=1\n37 <34>Nov  3 09:05:07 gateway_http b=\"\"");
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await receiving.WaitAsync(Patience));
        Assert.Equal("<34>Nov  3 09:05:07 dns_logs a=1\n", ReadFile("dns_logs.log"));
        Assert.Equal("<34>Nov  3 09:05:07 gateway_http b=\"\"\n", ReadFile("gateway_http.log"));
        Assert.Empty($"{_output}");
    }

    [Fact]
    public async Task Should_print_without_a_directory()
    {
        var receiving = ReceiveAsync(directory: null);
        await SendAsync("<34>hello\n");
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Ok, await receiving.WaitAsync(Patience));
        Assert.Equal("<34>hello" + Environment.NewLine, $"{_output}");
    }

    [Fact]
    public async Task Should_fail_in_one_line_when_the_address_is_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var error = new StringWriter();
        Assert.Equal(
            ExitCode.Failed,
            await RelayCommandLine.RunAsync(["receive", "--listen", $"tcp://{other.LocalEndpoint}"], _output, error));
        Assert.StartsWith($"actorrelay: cannot listen on tcp://{other.LocalEndpoint}: ", $"{error}");
        Assert.Single($"{error}".Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<int> ReceiveAsync(string? directory) =>
        ReceiveCommand.RunAsync(new IPEndPoint(IPAddress.Loopback, 0), directory, _output, _error, _stop.Token);

    private async Task SendAsync(string text)
    {
        var line = await _error.FirstLine.WaitAsync(Patience);
        Assert.StartsWith("listening tcp://127.0.0.1:", line);
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPEndPoint.Parse(line.Split(' ')[1]["tcp://".Length..]));
        await using var stream = sender.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));

        // The Receiver closes when it has read to the end.
        sender.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
    }

    private string ReadFile(string name) => File.ReadAllText(Path.Combine(_directory.FullName, name));

    private sealed class FirstLineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _first.TrySetResult(value!);
        }
    }
}
