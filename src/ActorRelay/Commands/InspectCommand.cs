using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Text.Json;
using ActorRelay.Configuration;

namespace ActorRelay.Commands;

/// <summary>
/// <c>relay COMMAND</c>: asks a running relay's inspection listener, or has it do something, and prints the answer as a
/// table or as JSON; what is no JSON is written as it comes. Which commands there are the relay knows, so one program can
/// ask relays of other versions.
/// </summary>
internal static class InspectCommand
{
    private const string DefaultUrl = "http://127.0.0.1:9180";

    /// <summary>Without it a relay changes nothing.</summary>
    private const string ChangeHeader = "X-Relay-Command";

    private const string Commands = "status, datasets, audit, spool, quarantine";

    /// <summary>An audit reads all of a long journal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(11);

    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = $"What to ask or to do, one or more words: {Commands}. Another word lists all that the relay knows. "
                + "quarantine show withholds lines of datasets of which routes hide fields; quarantine export and spool export "
                + "write to standard output what was sent, as it was sent, with all that mask, exclude and include hide.",
            Arity = ArgumentArity.OneOrMore,
        };
        var url = new Option<Uri>("--url")
        {
            Description = $"The relay's inspection.listen. Without it {DefaultUrl}.",
            HelpName = "URL",
            CustomParser = ParseUrl,
            DefaultValueFactory = _ => new Uri(DefaultUrl),
        };
        var json = new Option<bool>("--json") { Description = "Print the answer as the relay gives it." };
        Option<string>[] passed =
        [
            new("--dataset") { Description = "Of spool, quarantine and audit: only this dataset.", HelpName = "NAME" },
            new("--from") { Description = "Of audit: what was received then or later, such as 2026-03-01.", HelpName = "TIME" },
            new("--before") { Description = "Of quarantine purge: only what was set aside before.", HelpName = "TIME" },
            new("--to") { Description = "Of audit: and before; without it now.", HelpName = "TIME" },
        ];
        var csv = new Option<bool>("--csv") { Description = "Of audit: each batch, as CSV." };
        var yes = new Option<bool>("--yes") { Description = "Of spool drop and quarantine purge: delete, do not only say what would go." };
        var command = new Command("relay", $"Asks a running relay: {Commands}.") { words, url, json, csv, yes };
        Array.ForEach(passed, command.Add);
        command.SetAction(async (parse, cancellation) =>
        {
            await using var raw = Console.OpenStandardOutput();
            var question = new Question(
                parse.GetRequiredValue(words),
                [
                    .. passed.Where(option => parse.GetValue(option) is not null)
                        .Select(option => (option.Name.TrimStart('-'), parse.GetRequiredValue(option))),
                    .. parse.GetValue(csv) ? [("csv", "true")] : Array.Empty<(string, string)>(),
                    .. parse.GetValue(yes) ? [("yes", "true")] : Array.Empty<(string, string)>(),
                ],
                parse.GetValue(json));
            var configuration = parse.InvocationConfiguration;
            return await RunAsync(
                parse.GetRequiredValue(url), question, configuration.Output, raw, configuration.Error, cancellation);
        });
        return command;
    }

    /// <param name="url">Where the relay answers.</param>
    /// <param name="raw">Takes what is no JSON.</param>
    /// <param name="error">Takes what is wrong.</param>
    /// <returns>0; 1 when the relay cannot answer; 2 when it has no such command.</returns>
    /// <exception cref="CommandFailedException">No relay answers there.</exception>
    internal static async Task<int> RunAsync(
        Uri url, Question question, TextWriter output, Stream raw, TextWriter error, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Patience };
        var target = new Uri(url, question.Target);
        try
        {
            using var answer = await SendAsync(client, target, cancellation);
            var isJson = answer.Content.Headers.ContentType?.MediaType == "application/json";
            if (answer.IsSuccessStatusCode && !isJson)
            {
                await CopyAsync(answer.Content, raw, cancellation);
                return ExitCode.Ok;
            }

            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode
                ? Print(text, question.Json, output)
                : Refuse(answer.StatusCode, text, question, target, error);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandFailedException($"no relay answers at {url} (--url says where): {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException($"what answers at {url} is no relay: {failure.Message}", failure);
        }
    }

    private static async Task CopyAsync(HttpContent content, Stream raw, CancellationToken cancellation)
    {
        try
        {
            await content.CopyToAsync(raw, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException(
                $"the relay broke its answer off, so this is not all of it: {failure.GetBaseException().Message}", failure);
        }
    }

    /// <summary>The relay says which commands change something: they are not to be had with GET.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri target, CancellationToken cancellation)
    {
        var answer = await client.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.MethodNotAllowed)
        {
            return answer;
        }

        answer.Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Headers.Add(ChangeHeader, "1");
        return await client.SendAsync(request, cancellation);
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

    private static int Refuse(HttpStatusCode status, string text, Question question, Uri target, TextWriter error)
    {
        var answer = JsonSerializer.Deserialize<Refusal>(text, JsonSerializerOptions.Web);
        if (status == HttpStatusCode.NotFound && answer?.Commands is { } commands)
        {
            error.WriteLine(SettingsText.OneLine(
                $"actorrelay: the relay has no command {question.Words}; it has {string.Join(", ", commands)}"));
            return ExitCode.Wrong;
        }

        error.WriteLine(SettingsText.OneLine($"actorrelay: {target} answers {(int)status}: {answer?.Error}"));
        return status == HttpStatusCode.BadRequest ? ExitCode.Wrong : ExitCode.Failed;
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

    /// <summary>A command as the relay takes it: its words are a path, its options a query.</summary>
    internal sealed record Question(string[] Command, (string Name, string Value)[] Options, bool Json)
    {
        public string Words => string.Join(' ', Command);

        public string Target =>
            $"/relay/{string.Join('/', Command.Select(Uri.EscapeDataString))}"
            + (Options.Length == 0 ? "" : "?")
            + string.Join('&', Options.Select(option => $"{option.Name}={Uri.EscapeDataString(option.Value)}"));
    }
}
