using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorRelay.Tests.EndToEnd;

/// <summary>
/// The real program, as an operator starts it, with a settings file and a state folder of its own. Its books are looked
/// at all the time, and a test in which they do not balance once fails when this is stopped or disposed of.
/// </summary>
internal sealed partial class RelayProcess : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly bool _ownsFolder;
    private readonly HttpClient _client = new();

    private RelayProcess(TestFolder folder, bool ownsFolder, ChildProcess process, Uri edge, Uri inspection)
    {
        _folder = folder;
        _ownsFolder = ownsFolder;
        Process = process;
        Edge = edge;
        Inspection = inspection;
        Logpush = new LogpushSender(edge);
        Books = new BooksSampler(inspection);
    }

    public ChildProcess Process { get; }

    public Uri Edge { get; }

    public Uri Inspection { get; }

    /// <summary>Looks whether each record is in exactly one place.</summary>
    public BooksSampler Books { get; }

    /// <summary>Its settings file.</summary>
    public string ConfigFile => _folder.File("relay.hocon");

    /// <summary>Its <c>state-dir</c>.</summary>
    public string StateDir => _folder.File("state");

    /// <summary>Posts to it, with the right secret.</summary>
    public LogpushSender Logpush { get; }

    /// <summary>Asks it by the CLI: <c>actorrelay relay WORDS</c>.</summary>
    public async Task<(int ExitCode, string Said)> CommandAsync(params IEnumerable<string> words)
    {
        await using var cli = ChildProcess.Start(
            _folder.Path, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Repository.Program, "relay", .. words, "--url", Inspection.ToString()]);
        return (await cli.ExitedAsync(), cli.Said);
    }

    /// <summary>Starts it, and returns once it says that it serves.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="home">Where it has its files, which outlive it; null for a folder of its own.</param>
    public static async Task<RelayProcess> StartAsync(RelayConfig config, TestFolder? home = null)
    {
        var folder = home ?? new TestFolder();
        await File.WriteAllTextAsync(folder.File("relay.hocon"), config.Text(folder.File("state")));
        var process = ChildProcess.Start(
            folder.Path, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Repository.Program, "run", "--config", folder.File("relay.hocon"));
        try
        {
            var line = await process.FirstLineAsync();
            var match = Listening().Match(line);
            Assert.True(match.Success, $"The first line is not the one promised: {process.Said}");
            return new RelayProcess(folder, home is null, process, new Uri(match.Groups[1].Value), new Uri(match.Groups[2].Value));
        }
        catch
        {
            await process.DisposeAsync();
            if (home is null)
            {
                folder.Dispose();
            }

            throw;
        }
    }

    /// <summary>Starts it, and returns once all of its Receivers are connected.</summary>
    public static async Task<RelayProcess> StartReadyAsync(RelayConfig config, TestFolder? home = null)
    {
        var relay = await StartAsync(config, home);
        await relay.ReadyAsync(HttpStatusCode.OK);
        return relay;
    }

    /// <summary>Waits until <c>/readyz</c> answers so.</summary>
    public async Task ReadyAsync(HttpStatusCode status)
    {
        var seen = default(HttpStatusCode);
        await Eventually.TrueAsync(
            async () => (seen = (await InspectAsync("/readyz")).Status) == status,
            () => $"/readyz answers {seen}, not {status}:\n{Process.Said}");
    }

    public async Task<Answer> InspectAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(Inspection, path));
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.Delta);
    }

    public async Task<RelayStatus> StatusAsync()
    {
        var answer = await InspectAsync("/relay/status");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        using var json = JsonDocument.Parse(answer.Text);
        return new RelayStatus(json.RootElement.Clone());
    }

    /// <summary>Waits until <c>/relay/status</c> says so; the books have to balance each time it is asked.</summary>
    public async Task StatusAsync(Func<RelayStatus, bool> condition, TimeSpan? within = null)
    {
        RelayStatus? status = null;
        await Eventually.TrueAsync(
            async () =>
            {
                status = await StatusAsync();
                status.AssertBalanced();
                return condition(status);
            },
            () => $"status is {status}",
            within);
    }

    /// <summary>Waits until nothing is in flight any more, and no block is in use or promised.</summary>
    public Task AtRestAsync() =>
        StatusAsync(status => status is { InFlightBatches: 0, InFlightRecords: 0, Blocks: (0, 0) });

    /// <summary>Stops it as an init system does (SIGTERM), and expects exit code 0.</summary>
    public async Task StopAsync()
    {
        Process.Send(Signal.Terminate);
        Assert.Equal(0, await Process.ExitedAsync());
        Books.AssertBalanced();
    }

    public async ValueTask DisposeAsync()
    {
        await Books.DisposeAsync();
        Logpush.Dispose();
        _client.Dispose();
        await Process.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }

        Books.AssertBalanced();
        Assert.Empty(Process.Leaks);
    }

    [GeneratedRegex(@"^listening edge=(http\S+) inspection=(http\S+)$")]
    private static partial Regex Listening();
}
