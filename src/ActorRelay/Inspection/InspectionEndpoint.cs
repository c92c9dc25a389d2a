using System.Collections.Immutable;
using System.Text.Json;
using ActorRelay.Configuration;
using Akka.Actor;
using Microsoft.AspNetCore.Http;

namespace ActorRelay.Inspection;

/// <summary>The HTTP door to inspection: <c>/healthz</c>, <c>/readyz</c> and <c>/relay/status</c>.</summary>
internal sealed class InspectionEndpoint(IActorRef inspection, ImmutableArray<RouteSettings> routes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, new { error = "GET or HEAD" });
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/healthz":
                await AnswerAsync(context, StatusCodes.Status200OK, new { status = "ok" });
                break;
            case "/readyz":
                await ReadyAsync(context);
                break;
            case "/relay/status":
                await FromStatusAsync(context, status => (StatusCodes.Status200OK, status));
                break;
            default:
                await AnswerAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    new { error = "not here", paths = (string[])["/healthz", "/readyz", "/relay/status"] });
                break;
        }
    }

    private Task ReadyAsync(HttpContext context) => FromStatusAsync(context, status =>
    {
        var readiness = Readiness.Of(status, routes);
        return (readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, readiness);
    });

    private async Task FromStatusAsync(
        HttpContext context, Func<InspectionProtocol.StatusReport, (int Status, object Body)> answer)
    {
        InspectionProtocol.StatusReport status;
        try
        {
            status = await inspection.Ask<InspectionProtocol.StatusReport>(
                InspectionProtocol.GetStatus.Instance, Patience, context.RequestAborted);
        }
        catch (AskTimeoutException)
        {
            await AnswerAsync(
                context, StatusCodes.Status503ServiceUnavailable, new { error = "the relay's actors do not answer" });
            return;
        }

        var (code, body) = answer(status);
        await AnswerAsync(context, code, body);
    }

    private static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), Json);
    }
}
