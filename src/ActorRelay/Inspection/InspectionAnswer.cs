using System.Text.Json;
using ActorRelay.Spool;
using Akka.Actor;

namespace ActorRelay.Inspection;

/// <summary>Asks <c>/user/inspection</c> for what an HTTP answer says.</summary>
internal sealed class InspectionAnswer(IActorRef inspection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Asks, and answers with what <paramref name="answer"/> makes of it.</summary>
    public async Task AskAsync<T>(HttpContext context, object question, Func<T, (int Status, object Body)> answer)
        where T : class
    {
        if (await AskAsync<T>(context, question, Patience) is { } report)
        {
            var (code, body) = answer(report);
            await WriteAsync(context, code, body);
        }
    }

    /// <summary>Asks; null when there is no such answer, and the client has been told so.</summary>
    public async Task<T?> AskAsync<T>(HttpContext context, object question, TimeSpan patience)
        where T : class
    {
        object answer;
        try
        {
            answer = await inspection.Ask<object>(question, patience, context.RequestAborted);
        }
        catch (AskTimeoutException e)
        {
            answer = new Status.Failure(e);
        }

        switch (answer)
        {
            case T report:
                return report;
            case Status.Failure { Cause: AskTimeoutException }:
                await FailAsync(context, StatusCodes.Status503ServiceUnavailable, "the relay's actors do not answer");
                return null;
            case Status.Failure failure:
                throw failure.Cause;
            case SpoolProtocol.Unavailable unavailable:
                await FailAsync(context, StatusCodes.Status503ServiceUnavailable, unavailable.Reason);
                return null;
            case SpoolProtocol.NotThere notThere:
                await FailAsync(context, StatusCodes.Status404NotFound, notThere.Error);
                return null;
            case SpoolProtocol.NotSure { Loss: var loss }:
                await FailAsync(
                    context, StatusCodes.Status409Conflict, $"nothing was done: this deletes {loss}; with --yes (?yes=true) it is");
                return null;
            default:
                throw new InvalidOperationException($"{question.GetType().Name} is answered by {answer.GetType().Name}");
        }
    }

    /// <summary>Half an answer is cut off, so that nobody takes it for a whole one.</summary>
    public static Task FailAsync(HttpContext context, int status, string error)
    {
        if (!context.Response.HasStarted)
        {
            return WriteAsync(context, status, new { error });
        }

        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Writes some of an answer that is no JSON.</summary>
    public static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = type;
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public static Task WriteAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), Json);
    }
}
