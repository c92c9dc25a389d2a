using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorRelay.Configuration;
using ActorRelay.Inspection.Page;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>
/// The HTTP door to inspection: <c>/healthz</c>, <c>/readyz</c> and <c>/relay/COMMAND</c>, which answers as JSON.
/// </summary>
internal sealed class InspectionEndpoint
{
    private const string CommandPath = "/relay/";

    private readonly InspectionAnswer _answers;
    private readonly ImmutableArray<RouteSettings> _routes;
    private readonly BrowserGuard _guard;
    private readonly PageEndpoint _page;
    private readonly FrozenDictionary<string, InspectionCommand> _commands;

    /// <param name="inspection"><c>/user/inspection</c>.</param>
    /// <param name="routes">All of them, for what readiness means and what is not shown.</param>
    /// <param name="hosts"><c>inspection.hosts</c>.</param>
    /// <param name="stopping">The relay stops.</param>
    /// <param name="time">For times that a question leaves out.</param>
    public InspectionEndpoint(
        IActorRef inspection, ImmutableArray<RouteSettings> routes, ImmutableArray<string> hosts, CancellationToken stopping, TimeProvider time)
    {
        _answers = new InspectionAnswer(inspection);
        _routes = routes;
        _guard = new BrowserGuard(hosts);
        _page = new PageEndpoint(inspection, stopping);
        var audit = new AuditEndpoint(_answers, time);
        _commands = new Dictionary<string, InspectionCommand>
        {
            ["status"] = InspectionCommand.Asks((context, _) => _answers.AskAsync<InspectionProtocol.StatusReport>(
                context, InspectionProtocol.GetStatus.Instance, Good)),
            ["datasets"] = InspectionCommand.Asks((context, _) => _answers.AskAsync<InspectionProtocol.DatasetsReport>(
                context, InspectionProtocol.GetDatasets.Instance, Good)),
            ["audit"] = InspectionCommand.Asks((context, _) => audit.HandleAsync(context)),
        }.Concat(new SpoolEndpoint(_answers, routes).Commands).ToFrozenDictionary();
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (_guard.Refusal(context.Request) is var (status, error))
        {
            await InspectionAnswer.FailAsync(context, status, error);
            return;
        }

        var path = context.Request.Path.Value ?? "";
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
                await _page.StreamAsync(context);
                break;
            case "/healthz":
                await InspectionAnswer.WriteAsync(context, StatusCodes.Status200OK, new { status = "ok" });
                break;
            case "/readyz":
                await ReadyAsync(context);
                break;
            default:
                string[] paths = ["/", "/events", "/healthz", "/readyz", .. Commands.Select(command => CommandPath + command.Replace(' ', '/'))];
                await InspectionAnswer.WriteAsync(context, StatusCodes.Status404NotFound, new { error = "not here", paths });
                break;
        }
    }

    private IEnumerable<string> Commands =>
        _commands.Select(command => command.Value.Usage(command.Key)).Order(StringComparer.Ordinal);

    /// <summary>The longest name that the words begin with; what is left of them are its arguments.</summary>
    private async Task CommandAsync(HttpContext context, string[] words)
    {
        for (var length = Math.Min(2, words.Length); length > 0; length--)
        {
            var name = string.Join(' ', words[..length]);
            if (_commands.TryGetValue(name, out var command))
            {
                await RunAsync(context, name, command, words[length..]);
                return;
            }
        }

        await InspectionAnswer.WriteAsync(
            context, StatusCodes.Status404NotFound, new { error = "no such command", commands = Commands });
    }

    private static async Task RunAsync(HttpContext context, string name, InspectionCommand command, string[] arguments)
    {
        if (!command.Takes(arguments))
        {
            await InspectionAnswer.FailAsync(context, StatusCodes.Status400BadRequest, $"it is used so: {command.Usage(name)}");
        }
        else if (await IsAllowedAsync(context, command.Changes ? "POST" : "GET, HEAD"))
        {
            if (command.Changes && !context.Request.Headers.ContainsKey(InspectionCommand.Header))
            {
                await InspectionAnswer.FailAsync(
                    context, StatusCodes.Status403Forbidden, $"it changes something, so header {InspectionCommand.Header} is needed");
                return;
            }

            if (command.Slip(context.Request.Query) is { } slip)
            {
                await InspectionAnswer.FailAsync(context, StatusCodes.Status400BadRequest, $"{name}: {slip}");
                return;
            }

            await command.Run(context, arguments);
        }
    }

    private static async Task<bool> IsAllowedAsync(HttpContext context, string methods)
    {
        if (methods.Split(", ").Contains(context.Request.Method))
        {
            return true;
        }

        context.Response.Headers.Allow = methods;
        await InspectionAnswer.FailAsync(context, StatusCodes.Status405MethodNotAllowed, methods.Replace(",", " or", StringComparison.Ordinal));
        return false;
    }

    private Task ReadyAsync(HttpContext context) =>
        _answers.AskAsync<InspectionProtocol.StatusReport>(context, InspectionProtocol.GetStatus.Instance, status =>
        {
            var readiness = Readiness.Of(status, _routes);
            return (readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, readiness);
        });

    private static (int Status, object Body) Good(object report) => (StatusCodes.Status200OK, report);
}
