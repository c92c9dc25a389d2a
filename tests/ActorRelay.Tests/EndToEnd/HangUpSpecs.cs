namespace ActorRelay.Tests.EndToEnd;

/// <summary>SIGHUP: a service reads its settings again; a trial's terminal is gone, and it drains.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class HangUpSpecs
{
    private const int BatchSize = 500;

    private readonly NumberedRecords _records = new(seed: 17, BatchSize, DateTimeOffset.UtcNow);

    [Fact]
    public async Task Should_go_on_and_say_that_nothing_has_changed()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));

        relay.Process.Send(Signal.HangUp);

        await Eventually.TrueAsync(() => relay.Process.Said.Contains("Settings reloaded (SIGHUP): nothing has changed", StringComparison.Ordinal), () => relay.Process.Said);
        (await relay.Logpush.PostBatchAsync(_records, 0)).AssertConfirmed(BatchSize);
        relay.Process.Send(Signal.HangUp);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Should_say_first_what_it_is_and_what_it_was_started_with()
    {
        await using var sink = new TcpSink();
        await using var relay = await RelayProcess.StartReadyAsync(RelayConfig.To(sink.Address));

        await Eventually.TrueAsync(() => relay.Process.Said.Contains("starts, pid", StringComparison.Ordinal), () => relay.Process.Said);
        var first = relay.Process.Said.Split('\n').First(line => !line.StartsWith("listening", StringComparison.Ordinal));
        Assert.Matches($@"ActorRelay \d+\.\d+\.\d+\S* starts, pid {relay.Process.Id}, settings /\S+/relay\.hocon$", first);
    }

    [Fact]
    public async Task Should_drain_in_trial_mode()
    {
        using var folder = new TestFolder();

        // A terminal, for without one there is no trial mode. The shell says who it is before it becomes the relay.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        await using var terminal = ChildProcess.Start(
            folder.Path, "env", "-u", "DOTNET_RUNNING_IN_CONTAINER", "-u", "KUBERNETES_SERVICE_HOST", "-u", "NOTIFY_SOCKET",
            "script", "-qefc",
            $"echo $$ > pid; exec '{host}' '{Repository.Program}' --set edge.listen=http://127.0.0.1:0 --set inspection.listen=http://127.0.0.1:0",
            "/dev/null");
        await Eventually.TrueAsync(() => terminal.Said.Contains("Ctrl-C stops it", StringComparison.Ordinal), () => terminal.Said);

        ChildProcess.Send(int.Parse(await File.ReadAllTextAsync(folder.File("pid"))), Signal.HangUp);

        Assert.True(await terminal.ExitedAsync() == 0, terminal.Said);
        Assert.Contains("SIGHUP: the terminal was closed", terminal.Said);
        Assert.Contains("Draining", terminal.Said);
    }
}
