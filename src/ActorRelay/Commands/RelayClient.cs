using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ActorRelay.Configuration;
using ActorRelay.Inspection;

namespace ActorRelay.Commands;

/// <summary>
/// Asks a running relay by its inspection listener, and prints what it answers: as text or JSON; what is neither is written
/// as it comes.
/// </summary>
internal static class RelayClient
{
    /// <summary>An audit reads all of a long journal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(11);

    /// <param name="url">Where the relay answers.</param>
    /// <param name="raw">Takes what is neither text nor JSON.</param>
    /// <param name="error">Takes what is wrong.</param>
    /// <returns>0; 1 when the relay cannot answer; 2 when it has no such command.</returns>
    /// <exception cref="CommandFailedException">No relay answers there.</exception>
    public static async Task<int> RunAsync(
        Uri url, RelayQuestion question, TextWriter output, Stream raw, TextWriter error, CancellationToken cancellation)
    {
        using var client = Create(question.Token, Patience);
        var target = new Uri(url, question.Target);
        try
        {
            using var answer = await SendAsync(client, target, question, cancellation);
            var type = answer.Content.Headers.ContentType?.MediaType;
            if (!answer.IsSuccessStatusCode)
            {
                return Refuse(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation), question, target, error);
            }

            if (type == "application/json")
            {
                Print(await answer.Content.ReadAsStringAsync(cancellation), question.Json, output);
            }
            else
            {
                await CopyAsync(answer.Content, type == "text/plain" ? output : null, raw, cancellation);
            }

            return ExitCode.Ok;
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

    /// <param name="token">The relay's <c>inspection.token</c>; null or empty for none.</param>
    /// <exception cref="CommandFailedException">The token cannot be one.</exception>
    public static HttpClient Create(string? token, TimeSpan patience)
    {
        var client = new HttpClient { Timeout = patience };
        if (string.IsNullOrEmpty(token))
        {
            return client;
        }

        if (!SettingsText.IsVisibleAscii(token))
        {
            client.Dispose();
            throw new CommandFailedException("the token has blanks, line ends or characters that are not ASCII: it must be what inspection.token is");
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <param name="lines">Takes text, in which nothing moves a cursor; null when it is no text.</param>
    private static async Task CopyAsync(HttpContent content, TextWriter? lines, Stream raw, CancellationToken cancellation)
    {
        try
        {
            if (lines is null)
            {
                await content.CopyToAsync(raw, cancellation);
                return;
            }

            using var text = new StreamReader(await content.ReadAsStreamAsync(cancellation));
            while (await text.ReadLineAsync(cancellation) is { } line)
            {
                await lines.WriteLineAsync(SettingsText.OneLine(line));
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or HttpIOException)
        {
            throw new CommandFailedException(
                $"the relay broke its answer off, so this is not all of it: {failure.GetBaseException().Message}", failure);
        }
    }

    /// <summary>The relay says which commands change something: they are not to be had with GET.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri target, RelayQuestion question, CancellationToken cancellation)
    {
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(question.Json ? "application/json" : "text/plain"));
        var answer = await client.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.MethodNotAllowed)
        {
            return answer;
        }

        answer.Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Headers.Add(InspectionEndpoint.ChangeHeader, "1");
        return await client.SendAsync(request, cancellation);
    }

    /// <summary>A relay that gives no text, for it is of an earlier version, is asked for no more than its JSON.</summary>
    private static void Print(string text, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(text);
            return;
        }

        using var document = JsonDocument.Parse(text);
        output.Write(document.RootElement.ValueKind == JsonValueKind.Object
            ? ReportRows.Of(document.RootElement).ToText()
            : throw new JsonException("an object was expected"));
    }

    private static int Refuse(HttpStatusCode status, string text, RelayQuestion question, Uri target, TextWriter error)
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

    private sealed record Refusal(string? Error, string[]? Commands);
}

/// <summary>A command as the relay takes it: its words are a path, its options a query.</summary>
internal sealed record RelayQuestion(string[] Command, (string Name, string Value)[] Options, bool Json)
{
    /// <summary>The relay's <c>inspection.token</c>; null or empty for none.</summary>
    public string? Token { get; init; }

    public string Words => string.Join(' ', Command);

    public string Target =>
        $"/relay/{string.Join('/', Command.Select(Uri.EscapeDataString))}"
        + (Options.Length == 0 ? "" : "?")
        + string.Join('&', Options.Select(option => $"{option.Name}={Uri.EscapeDataString(option.Value)}"));
}
