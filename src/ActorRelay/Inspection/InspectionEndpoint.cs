using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Inspection.Page;

namespace ActorRelay.Inspection;

/// <summary>
/// The HTTP door to inspection: <c>/healthz</c>, <c>/readyz</c> and <c>/relay/COMMAND</c>, which answers as JSON, or as text
/// where that is what the client accepts. Each word of a command is a segment of the path, its options are the query.
/// </summary>
/// <param name="runner">Runs the commands.</param>
/// <param name="page">Serves <c>/events</c>.</param>
/// <param name="settings">Who may ask, and by which names.</param>
internal sealed class InspectionEndpoint(CommandRunner runner, PageEndpoint page, InspectionSettings settings)
{
    /// <summary>A POST that changes something has this header, with any value.</summary>
    public const string ChangeHeader = "X-Relay-Command";

    private const string CommandPath = "/relay/";

    private readonly BrowserGuard _guard = new(settings.Hosts);
    private readonly InspectionAccess _access = new(settings);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (_guard.Refusal(context.Request) is var (status, error))
        {
            await FailAsync(context, status, error);
            return;
        }

        if (path == InspectionAccess.LoginPath)
        {
            await _access.LoginAsync(context);
            return;
        }

        if (_access.Refusal(context.Request) is var (refusal, reason))
        {
            await RefuseAsync(context, path, refusal, reason);
            return;
        }

        if (path.StartsWith(CommandPath, StringComparison.Ordinal))
        {
            await CommandAsync(context, path[CommandPath.Length..].Split('/'));
            return;
        }

        if (!await IsAllowedAsync(context, "GET, HEAD"))
        {
            return;
        }

        switch (path)
        {
            case "/":
                await PageEndpoint.ShowAsync(context);
                break;
            case "/events":
                await page.StreamAsync(context);
                break;
            case "/healthz":
                await WriteAsync(context, StatusCodes.Status200OK, new { status = "ok" });
                break;
            case "/readyz":
                await ReadyAsync(context);
                break;
            default:
                string[] paths = ["/", "/events", "/healthz", "/readyz", .. Commands.Select(command => CommandPath + command.Replace(' ', '/'))];
                await WriteAsync(context, StatusCodes.Status404NotFound, new { error = "not here", paths });
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, string path, int status, string error)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return status == StatusCodes.Status401Unauthorized && path == "/"
            ? InspectionAccess.AskAsync(context, "")
            : FailAsync(context, status, error);
    }

    private static IEnumerable<string> Commands =>
        InspectionCommands.All.Select(command => command.Usage).Order(StringComparer.Ordinal);

    private async Task CommandAsync(HttpContext context, string[] words)
    {
        if (InspectionCommands.Find(words) is not var (command, arguments))
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, new { error = "no such command", commands = Commands });
        }
        else if (await IsAllowedAsync(context, command.Changes ? "POST" : "GET, HEAD"))
        {
            if (command.Changes && !context.Request.Headers.ContainsKey(ChangeHeader))
            {
                await FailAsync(
                    context, StatusCodes.Status403Forbidden, $"it changes something, so header {ChangeHeader} is needed");
                return;
            }

            await RunAsync(context, command, arguments);
        }
    }

    private async Task RunAsync(HttpContext context, InspectionCommand command, ImmutableArray<string> arguments)
    {
        var result = Options(command, context.Request.Query, out var twice) is { } options
            ? await runner.RunAsync(command, arguments, options, $"HTTP from {context.Connection.RemoteIpAddress}", context.RequestAborted)
            : new InspectionResult.Error(InspectionResult.Wrong, $"{command.Name}: {twice}: one value expected, that is not empty");
        switch (result)
        {
            case InspectionResult.Report report when WantsText(context.Request):
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync(report.Rows().ToText(), context.RequestAborted);
                break;
            case InspectionResult.Report report:
                await WriteAsync(context, StatusCodes.Status200OK, report.Body);
                break;
            case InspectionResult.Bytes bytes:
                await CopyAsync(context, bytes);
                break;
            case InspectionResult.Error error:
                await FailAsync(context, error.Status, error.Text);
                break;
        }
    }

    /// <summary>A flag may be given by its name alone, but for a command that changes something: there it must be meant.</summary>
    /// <returns>Null when one is there twice.</returns>
    private static Dictionary<string, string>? Options(InspectionCommand command, IQueryCollection query, out string? twice)
    {
        var options = new Dictionary<string, string>();
        twice = query.FirstOrDefault(of => of.Value.Count != 1).Key;
        foreach (var (name, values) in query)
        {
            var isFlag = command.Options.Any(option => option.Name == name && option.IsFlag);
            options.Add(name, isFlag && !command.Changes && values[0] is "" ? "true" : values[0] ?? "");
        }

        return twice is null ? options : null;
    }

    private static bool WantsText(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true);

    private static async Task CopyAsync(HttpContext context, InspectionResult.Bytes bytes)
    {
        context.Response.ContentType = bytes.Type;
        try
        {
            await foreach (var piece in bytes.Pieces)
            {
                await (piece.IsEmpty
                    ? context.Response.StartAsync(context.RequestAborted)
                    : context.Response.Body.WriteAsync(piece, context.RequestAborted).AsTask());
            }
        }
        catch (InspectionRefusedException e)
        {
            await FailAsync(context, e.Status, e.Message);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, StatusCodes.Status500InternalServerError, e.Message);
        }
    }

    private static async Task<bool> IsAllowedAsync(HttpContext context, string methods)
    {
        if (methods.Split(", ").Contains(context.Request.Method))
        {
            return true;
        }

        context.Response.Headers.Allow = methods;
        await FailAsync(context, StatusCodes.Status405MethodNotAllowed, methods.Replace(",", " or", StringComparison.Ordinal));
        return false;
    }

    private async Task ReadyAsync(HttpContext context)
    {
        try
        {
            var readiness = await runner.ReadinessAsync(context.RequestAborted);
            await WriteAsync(
                context, readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, readiness);
        }
        catch (InspectionRefusedException e)
        {
            await FailAsync(context, e.Status, e.Message);
        }
    }

    /// <summary>Half an answer is cut off, so that nobody takes it for a whole one.</summary>
    private static Task FailAsync(HttpContext context, int status, string error)
    {
        if (!context.Response.HasStarted)
        {
            return WriteAsync(context, status, new { error });
        }

        context.Abort();
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), InspectionResult.Json);
    }
}
