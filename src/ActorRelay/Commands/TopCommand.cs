using System.CommandLine;
using System.Net;
using System.Text.Json;
using ActorRelay.Inspection;
using Spectre.Console;

namespace ActorRelay.Commands;

/// <summary>
/// <c>top</c>: a running relay, live in the terminal. Where the output is no terminal it prints once, and ends. A relay that does
/// not answer is what one looks at it for, so that is shown, and asked again.
/// </summary>
internal static class TopCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var address = new RelayOptions();
        var once = new Option<bool>("--once") { Description = "Print once, and end; so it does where the output is no terminal." };
        var command = new Command("top", "Shows a running relay, live in the terminal.") { once };
        address.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            var output = parse.InvocationConfiguration.Output;
            using var client = RelayClient.Create(await address.TokenAsync(parse, cancellation), Patience);
            var isLive = !parse.GetValue(once) && output == Console.Out && !Console.IsOutputRedirected;
            return isLive
                ? await RunAsync(client, address.Url(parse), cancellation)
                : await PrintAsync(client, address.Url(parse), output, cancellation);
        });
        return command;
    }

    internal static async Task<int> PrintAsync(HttpClient client, Uri url, TextWriter output, CancellationToken cancellation)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = TopScreen.Columns;
        var (status, error) = await AskAsync(client, url, cancellation);
        if (status is null)
        {
            throw new CommandFailedException(error);
        }

        console.Write(TopScreen.Of(url, status, "", DateTimeOffset.UtcNow));
        return ExitCode.Ok;
    }

    private static async Task<int> RunAsync(HttpClient client, Uri url, CancellationToken cancellation)
    {
        TopStatus? last = null;
        await AnsiConsole.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                var (status, error) = await AskAsync(client, url, cancellation);
                last = status ?? last;
                live.UpdateTarget(TopScreen.Of(url, last, error, DateTimeOffset.UtcNow));
                live.Refresh();
                await Task.Delay(Interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        return ExitCode.Ok;
    }

    private static async Task<(TopStatus? Status, string Error)> AskAsync(HttpClient client, Uri url, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(url, "/relay/status"), cancellation);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                return (null, $"{url} wants inspection.token: --token-file FILE");
            }

            answer.EnsureSuccessStatusCode();
            var status = await ReadAsync<TopStatus>(answer, cancellation);
            using var ready = await client.GetAsync(new Uri(url, "/readyz"), cancellation);
            using var jobs = await client.GetAsync(new Uri(url, "/relay/jobs"), cancellation);
            return (status with
            {
                Degraded = (await ReadAsync<TopReadiness>(ready, cancellation)).Degraded ?? [],
                Jobs = jobs.IsSuccessStatusCode ? (await ReadAsync<InspectionProtocol.JobsReport>(jobs, cancellation)).Jobs : [],
            }, "");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (null, $"no relay answers at {url} (--url says where): {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return (null, "");
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation) =>
        JsonSerializer.Deserialize<T>(await answer.Content.ReadAsStringAsync(cancellation), JsonSerializerOptions.Web)
            ?? throw new JsonException("an object was expected");
}
