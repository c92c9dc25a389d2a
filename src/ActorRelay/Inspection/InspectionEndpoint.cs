using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Configuration;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Inspection;

/// <summary>
/// The HTTP door to inspection: <c>/healthz</c>, <c>/readyz</c> and <c>/relay/COMMAND</c>, which answers as JSON.
/// </summary>
internal sealed class InspectionEndpoint
{
    private const string CommandPath = "/relay/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly IActorRef _inspection;
    private readonly ImmutableArray<RouteSettings> _routes;
    private readonly FrozenDictionary<string, Func<HttpContext, Task>> _commands;

    public InspectionEndpoint(IActorRef inspection, ImmutableArray<RouteSettings> routes)
    {
        _inspection = inspection;
        _routes = routes;
        _commands = new Dictionary<string, Func<HttpContext, Task>>
        {
            ["status"] = context => AskAsync<InspectionProtocol.StatusReport>(
                context, InspectionProtocol.GetStatus.Instance, Good),
            ["datasets"] = context => AskAsync<InspectionProtocol.DatasetsReport>(
                context, InspectionProtocol.GetDatasets.Instance, Good),
        }.ToFrozenDictionary();
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, new { error = "GET or HEAD" });
            return;
        }

        var path = context.Request.Path.Value ?? "";
        switch (path)
        {
            case "/healthz":
                await AnswerAsync(context, StatusCodes.Status200OK, new { status = "ok" });
                break;
            case "/readyz":
                await ReadyAsync(context);
                break;
            case var _ when path.StartsWith(CommandPath, StringComparison.Ordinal):
                await CommandAsync(context, path[CommandPath.Length..]);
                break;
            default:
                string[] paths = ["/healthz", "/readyz", .. Commands.Select(command => CommandPath + command)];
                await AnswerAsync(context, StatusCodes.Status404NotFound, new { error = "not here", paths });
                break;
        }
    }

    private IEnumerable<string> Commands => _commands.Keys.Order(StringComparer.Ordinal);

    private Task CommandAsync(HttpContext context, string command) => _commands.TryGetValue(command, out var run)
        ? run(context)
        : AnswerAsync(context, StatusCodes.Status404NotFound, new { error = "no such command", commands = Commands });

    private Task ReadyAsync(HttpContext context) =>
        AskAsync<InspectionProtocol.StatusReport>(context, InspectionProtocol.GetStatus.Instance, status =>
        {
            var readiness = Readiness.Of(status, _routes);
            return (readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, readiness);
        });

    private static (int Status, object Body) Good(object report) => (StatusCodes.Status200OK, report);

    private async Task AskAsync<T>(HttpContext context, object question, Func<T, (int Status, object Body)> answer)
        where T : class
    {
        T report;
        try
        {
            report = await _inspection.Ask<T>(question, Patience, context.RequestAborted);
        }
        catch (AskTimeoutException)
        {
            await AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, new { error = "the relay's actors do not answer" });
            return;
        }

        var (code, body) = answer(report);
        await AnswerAsync(context, code, body);
    }

    private static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), Json);
    }
}
