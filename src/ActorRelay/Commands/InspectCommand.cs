using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text.Json;

namespace ActorRelay.Commands;

/// <summary>
/// <c>relay COMMAND</c>: asks a running relay's inspection listener, and prints the answer as a table or as JSON. Which
/// commands there are the relay knows, so one program can ask relays of other versions.
/// </summary>
internal static class InspectCommand
{
    private const string DefaultUrl = "http://127.0.0.1:9180";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var name = new Argument<string>("COMMAND")
        {
            Description = "What to ask: status, datasets. Another word lists those that the relay knows.",
        };
        var url = new Option<Uri>("--url")
        {
            Description = $"The relay's inspection.listen. Without it {DefaultUrl}.",
            HelpName = "URL",
            CustomParser = ParseUrl,
            DefaultValueFactory = _ => new Uri(DefaultUrl),
        };
        var json = new Option<bool>("--json") { Description = "Print the answer as the relay gives it." };
        var command = new Command("relay", "Asks a running relay: status, datasets.") { name, url, json };
        command.SetAction((parse, cancellation) => RunAsync(
            parse.GetRequiredValue(url),
            parse.GetRequiredValue(name),
            parse.GetValue(json),
            parse.InvocationConfiguration.Output,
            parse.InvocationConfiguration.Error,
            cancellation));
        return command;
    }

    /// <returns>0; 1 when the relay cannot answer; 2 when it has no such command.</returns>
    /// <exception cref="CommandFailedException">No relay answers there.</exception>
    internal static async Task<int> RunAsync(
        Uri url, string command, bool json, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Patience };
        var target = new Uri(url, $"/relay/{Uri.EscapeDataString(command)}");
        try
        {
            using var answer = await client.GetAsync(target, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode
                ? Print(text, json, output)
                : Refuse(answer.StatusCode, text, command, target, error);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"no relay answers at {url} (--url says where): {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException($"what answers at {url} is no relay: {failure.Message}", failure);
        }
    }

    private static int Print(string text, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(text);
        }
        else
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("an object was expected");
            }

            AnswerText.Write(output, document.RootElement);
        }

        return ExitCode.Ok;
    }

    private static int Refuse(HttpStatusCode status, string text, string command, Uri target, TextWriter error)
    {
        var answer = JsonSerializer.Deserialize<Refusal>(text, JsonSerializerOptions.Web);
        if (status == HttpStatusCode.NotFound && answer?.Commands is { } commands)
        {
            error.WriteLine($"actorrelay: the relay has no command {command}; it has {string.Join(", ", commands)}");
            return ExitCode.Wrong;
        }

        error.WriteLine($"actorrelay: {target} answers {(int)status}: {answer?.Error}");
        return ExitCode.Failed;
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError($"--url {text}: URL expected, such as {DefaultUrl}");
        return null;
    }

    private sealed record Refusal(string? Error, string[]? Commands);
}
